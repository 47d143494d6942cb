package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LingeringTest {
  private static final Duration SOON = Duration.ofNanos(Lingering.SOON_NANOS);

  private final ManualTime time = new ManualTime();
  private final Lingering lingering = new Lingering(time);
  private int looks;

  /** Lingers without success, and returns how often it looked for work. */
  private int linger(Lingering which) {
    looks = 0;
    which.linger(
        () -> {
          looks++;
          return false;
        });
    return looks;
  }

  @Test
  void whileWorkComesRarelyTheThreadYieldsOnce() {
    for (int i = 0; i < 10; i++) {
      lingering.woken();
      assertThat(linger(lingering)).isOne();
      time.advance(SOON);
    }
  }

  @Test
  void whileWorkComesSoonTheThreadYieldsMoreAndMore() {
    int[] expected = {2, 4, 8, 16, 32, 32};
    linger(lingering);
    for (int yields : expected) {
      time.advance(SOON.minusNanos(1));
      lingering.woken();
      assertThat(linger(lingering)).isEqualTo(yields);
    }
  }

  @Test
  void whenWorkBecomesRareTheThreadYieldsLessAndLess() {
    for (int i = 0; i < 5; i++) {
      linger(lingering);
      lingering.woken();
    }
    assertThat(lingering.yields()).isEqualTo(Lingering.MOST_YIELDS);
    int[] expected = {16, 8, 4, 2, 1, 1};
    for (int yields : expected) {
      time.advance(SOON);
      lingering.woken();
      assertThat(linger(lingering)).isEqualTo(yields);
    }
  }

  @Test
  void lingeringEndsWhenWorkWaits() {
    linger(lingering);
    lingering.woken();
    lingering.woken();
    assertThat(lingering.yields()).isEqualTo(4);

    looks = 0;
    lingering.linger(() -> ++looks == 3);

    assertThat(looks).isEqualTo(3);
  }

  @Test
  void aClockThatFailsDisturbsNothing() {
    Lingering timeless =
        new Lingering(
            new TimeSource() {
              @Override
              public long nanoTime() {
                throw new IllegalStateException("expected by this test");
              }

              @Override
              public Instant wallTime() {
                throw new IllegalStateException("expected by this test");
              }
            });

    timeless.woken();

    assertThat(linger(timeless)).isEqualTo(2);
  }
}
