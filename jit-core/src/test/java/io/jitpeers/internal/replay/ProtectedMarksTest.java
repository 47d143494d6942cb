package io.jitpeers.internal.replay;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.Tai64n;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a replay memory with a store says about its keys, and when it writes. */
class ProtectedMarksTest {
  private static final ReplayOptions OPTIONS = ReplayOptions.defaults();

  private final FakeReplayStore disk = new FakeReplayStore();
  private final ManualTime time = new ManualTime();
  private final Tai64n begin = Tai64n.of(time.wallTime());
  private DurableReplayMemory memory;

  private void start(Scheduler scheduler) {
    memory = new DurableReplayMemory(2, OPTIONS, disk.open(), time, scheduler, new Random(1));
    memory.start();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private void judge(int number) {
    assertThat(memory.judge(key(number), begin).join()).isEqualTo(ReplayVerdict.NEWER);
  }

  private void flush() throws Exception {
    time.advance(OPTIONS.flush());
    Await.until(
        "written",
        () -> memory.statistics().behind() == 0 && memory.statistics().oldestBehind().isZero());
  }

  @Test
  void theProtectionOfAKeyIsWritten() throws Exception {
    start(time);
    judge(1);
    judge(2);
    flush();
    memory.protect(key(1));
    assertThat(memory.isProtected(key(1))).isTrue();
    assertThat(memory.isProtected(key(2))).isFalse();
    flush();
    // As after a crash.
    start(time);
    assertThat(memory.isProtected(key(1))).isTrue();
    assertThat(memory.isProtected(key(2))).isFalse();
  }

  @Test
  void forgottenKeysAreCounted() {
    start(time);
    judge(1);
    judge(2);
    assertThat(memory.forgotten()).isZero();
    judge(3);
    assertThat(memory.forgotten()).isOne();
  }

  @Test
  void aWriteThatCouldNotBeScheduledIsScheduledByTheNextNudge() throws Exception {
    OneFault fault = new OneFault(OneFault.Place.SCHEDULER);
    start(fault.scheduler(time));
    flush();
    fault.after(0);
    judge(1);
    assertThat(fault.fired()).isTrue();
    assertThat(time.scheduledTasks()).isZero();
    memory.nudge();
    time.advance(MarkWriter.RETRY);
    Await.until("written", () -> disk.slots().size() == 1);
  }
}
