package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One call throws between a mark and the disk. The mark is still written, a bit later. */
class MarkWriterFaultsTest {
  private static final ReplayOptions OPTIONS = ReplayOptions.defaults();
  private static final int KEYS = 5;

  private final SeededRandom random = new SeededRandom(9);

  /** A writer whose calls of the clock, the scheduler and the thread can be made to fail. */
  private final class Rig {
    final ManualTime time = new ManualTime();
    final FakeReplayStore disk = new FakeReplayStore();
    final NewestTimestamps timestamps;
    final MarkWriter writer;

    Rig(OneFault fault) {
      timestamps = new NewestTimestamps(100, OPTIONS, fault.clock(time), new Random(1), true);
      writer =
          new MarkWriter(
              timestamps,
              disk.open(),
              OPTIONS.flush(),
              fault.clock(time),
              fault.scheduler(time),
              fault.executor(Runnable::run));
    }

    void remember() {
      PublicKey key = PrivateKey.generate(random).publicKey();
      timestamps.judge(key, Tai64n.of(time.wallTime()));
      writer.changed();
    }

    void assertAllIsWritten(String where) {
      assertThat(disk.slots()).as(where).hasSize(timestamps.size());
      JitStatistics.ReplayStore statistics = writer.statistics();
      assertThat(statistics.behind()).as(where).isZero();
      assertThat(statistics.oldestBehind()).as(where).isZero();
      assertThat(statistics.healthy()).as(where).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whichCallSoever(OneFault.Place place) {
    int call = 0;
    while (isWritten(place, call)) {
      call++;
    }
    assertThat(call).as("calls that were made to fail").isGreaterThan(2);
  }

  /** Returns whether there was such a call. */
  private boolean isWritten(OneFault.Place place, int call) {
    OneFault fault = new OneFault(place);
    Rig rig = new Rig(fault);
    fault.after(call);
    OneFault.survive(() -> rig.writer.start(0, true));
    for (int i = 0; i < KEYS; i++) {
      OneFault.survive(rig::remember);
      OneFault.survive(() -> rig.time.advance(OPTIONS.flush()));
    }
    boolean fired = fault.fired();
    fault.disarm();
    rig.writer.nudge();
    rig.time.advance(MarkWriter.RETRY);

    rig.assertAllIsWritten(place + " fails at call " + call);
    return fired;
  }

  @Test
  void whoeverIsJudgedDoesNotHearOfItAndTheNextOneHasItWritten() {
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    Rig rig = new Rig(fault);
    rig.writer.start(0, false);
    fault.after(0);
    assertThatCode(rig::remember).doesNotThrowAnyException();
    rig.time.advance(Duration.ofSeconds(3));
    JitStatistics.ReplayStore statistics = rig.writer.statistics();
    assertThat(statistics.behind()).isEqualTo(1);
    assertThat(statistics.healthy()).isFalse();
    assertThat(statistics.oldestBehind()).isEqualTo(Duration.ofSeconds(3));
    assertThat(statistics.failures()).isEqualTo(1);

    rig.remember();
    rig.time.advance(MarkWriter.RETRY);
    rig.assertAllIsWritten("after the next one");
  }

  @Test
  void aThreadThatCannotBeStartedIsToldUntilItCan() {
    boolean[] can = {false};
    ManualTime time = new ManualTime();
    FakeReplayStore disk = new FakeReplayStore();
    NewestTimestamps timestamps = new NewestTimestamps(9, OPTIONS, time, new Random(1), true);
    Executor thread =
        task -> {
          if (!can[0]) {
            throw new OutOfMemoryError("unable to create native thread, on purpose");
          }
          task.run();
        };
    MarkWriter writer =
        new MarkWriter(timestamps, disk.open(), OPTIONS.flush(), time, time, thread);
    writer.start(0, false);
    timestamps.judge(PrivateKey.generate(random).publicKey(), Tai64n.of(time.wallTime()));
    writer.changed();
    for (int second = 0; second < 5; second++) {
      time.advance(MarkWriter.RETRY);
    }
    assertThat(writer.statistics().healthy()).isFalse();
    assertThat(writer.statistics().oldestBehind()).isEqualTo(Duration.ofSeconds(5));

    can[0] = true;
    time.advance(MarkWriter.RETRY);
    assertThat(disk.slots()).hasSize(1);
    assertThat(writer.statistics().healthy()).isTrue();
  }
}
