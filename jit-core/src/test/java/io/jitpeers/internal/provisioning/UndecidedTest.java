package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing waits for the initiations that are still to be judged. */
@Timeout(120)
class UndecidedTest {
  private static final long LONG = Duration.ofHours(1).plusNanos(1).toNanos();

  private final Undecided undecided = new Undecided();

  @Test
  void withoutInitiationsAllTheTimeRemains() throws Exception {
    assertThat(undecided.awaitNone(LONG)).isEqualTo(LONG);
    undecided.begin();
    undecided.end();
    assertThat(undecided.awaitNone(LONG)).isEqualTo(LONG);
  }

  @Test
  void noTimeRemainsWhenItIsUp() throws Exception {
    undecided.begin();
    assertThat(undecided.awaitNone(1)).isZero();
    assertThat(undecided.awaitNone(0)).isZero();
  }

  @Test
  void waitingEndsWithTheLastInitiation() throws Exception {
    undecided.begin();
    undecided.begin();
    long[] left = {-1};
    Waiting waiting = Waiting.of(() -> left[0] = undecided.awaitNone(LONG));
    undecided.end();
    waiting.goesOn();
    undecided.end();
    waiting.ends();
    assertThat(left[0]).isPositive().isLessThanOrEqualTo(LONG);
  }
}
