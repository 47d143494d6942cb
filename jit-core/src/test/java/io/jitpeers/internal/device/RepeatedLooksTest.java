package io.jitpeers.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepeatedLooksTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final ManualTime time = new ManualTime();
  private final PeerStore store = mock(PeerStore.class);
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private Duration listingTime = Duration.ZERO;
  private Duration pause;
  private boolean refusing;
  private boolean failing;
  private int looks;

  private final RepeatedLooks repeated =
      new RepeatedLooks(
          store, new HotSet(time), new Events(), time, time, this::execute, () -> pause);

  private void execute(Runnable task) {
    if (refusing) {
      throw new RejectedExecutionException("refused by the test");
    }
    executor.add(task);
  }

  @BeforeEach
  void listing() throws StoreException {
    when(store.visit(any()))
        .thenAnswer(
            call -> {
              looks++;
              if (failing) {
                throw new StoreException("list wg0: failed by the test");
              }
              time.advance(listingTime);
              return ListingResult.of(0, true);
            });
  }

  private void pass(Duration by) {
    time.advance(by);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
  }

  @Test
  void nothingIsListedIfNobodyWantsIt() {
    repeated.arm();
    pass(Duration.ofMinutes(1));
    assertThat(looks).isZero();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void itLooksAgainAndAgainUntilNobodyWantsIt() {
    pause = SHORT;
    repeated.arm();
    repeated.arm();
    assertThat(looks).isZero();
    for (int i = 1; i <= 5; i++) {
      pass(SHORT);
      assertThat(looks).isEqualTo(i);
    }
    pause = null;
    pass(Duration.ofMinutes(1));
    assertThat(looks).isEqualTo(5);
    assertThat(time.scheduledTasks()).isZero();
    pause = SHORT;
    repeated.arm();
    pass(SHORT);
    assertThat(looks).isEqualTo(6);
  }

  @Test
  void slowLooksTakeATwentiethOfTheTime() {
    listingTime = Duration.ofMillis(100);
    pause = SHORT;
    repeated.arm();
    pass(SHORT);
    assertThat(looks).isOne();
    pass(Duration.ofMillis(1_899));
    assertThat(looks).isOne();
    pass(Duration.ofMillis(1));
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void aFailedLookIsFollowedByAnother() {
    failing = true;
    pause = SHORT;
    repeated.arm();
    pass(SHORT);
    failing = false;
    pass(SHORT);
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void anExecutorThatRefusesOnceStopsNothing() {
    pause = SHORT;
    refusing = true;
    repeated.arm();
    pass(SHORT);
    refusing = false;
    pass(SHORT);
    assertThat(looks).isOne();
  }

  @Test
  void afterCloseNothingIsListed() {
    pause = SHORT;
    repeated.arm();
    repeated.close();
    pass(Duration.ofMinutes(1));
    repeated.arm();
    pass(Duration.ofMinutes(1));
    assertThat(looks).isZero();
  }
}
