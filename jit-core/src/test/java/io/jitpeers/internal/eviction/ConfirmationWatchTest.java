package io.jitpeers.internal.eviction;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A sweep comes when peers are overdue to confirm themselves, and not for each of them. */
class ConfirmationWatchTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private int sweeps;

  private ConfirmationWatch watch(Scheduler scheduler) {
    return new ConfirmationWatch(hotSet, TIME, time, scheduler, () -> sweeps++);
  }

  private void expect(ConfirmationWatch watch, int number) {
    hotSet.installed(config(number));
    hotSet.unconfirmed().expect(key(number));
    watch.expect();
  }

  @Test
  void onePeerThatDoesNotConfirmItselfCostsOneSweep() {
    expect(watch(time), 1);
    time.advance(TIME.minusNanos(1));
    assertThat(sweeps).isZero();
    time.advance(Duration.ofNanos(1));
    assertThat(sweeps).isOne();
    time.advance(TIME);
    assertThat(sweeps).isOne();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void whoConfirmedItselfCostsNone() {
    expect(watch(time), 1);
    hotSet.removed(key(1));
    time.advance(TIME.multipliedBy(2));
    assertThat(sweeps).isZero();
  }

  /** The sweep that a test counts removes nobody, so each further look sweeps again. */
  @Test
  void manyPeersCostASweepEveryFiveSeconds() {
    ConfirmationWatch watch = watch(time);
    for (int i = 1; i <= 8; i++) {
      expect(watch, i);
      assertThat(time.scheduledTasks()).isOne();
      time.advance(SECOND);
    }
    // The first is due after 20 s, the last after 27: looks after 20, 25 and 30.
    time.advance(TIME.minus(SECOND.multipliedBy(8)));
    assertThat(sweeps).isOne();
    time.advance(SECOND.multipliedBy(5));
    assertThat(sweeps).isEqualTo(2);
    time.advance(SECOND.multipliedBy(5));
    assertThat(sweeps).isEqualTo(3);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aClosedOneLooksNoMore() {
    ConfirmationWatch watch = watch(time);
    watch.close();
    expect(watch, 1);
    assertThat(time.scheduledTasks()).isZero();
    ConfirmationWatch open = watch(time);
    expect(open, 2);
    open.close();
    assertThat(time.scheduledTasks()).isZero();
    time.advance(TIME);
    assertThat(sweeps).isZero();
  }

  @Test
  void whatCouldNotBeScheduledTheNextPeerMakesUpFor() {
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    ConfirmationWatch watch = watch(fault.scheduler(time));
    fault.after(0);
    expect(watch, 1);
    assertThat(fault.fired()).isTrue();
    assertThat(time.scheduledTasks()).isZero();
    expect(watch, 2);
    time.advance(TIME);
    assertThat(sweeps).isOne();
  }
}
