package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakeReplayStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.contract.ReplayMemoryContract;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replay memory with a store on a disk that the test controls. */
class DurableReplayMemoryTest extends ReplayMemoryContract {
  private static final ReplayOptions OPTIONS = ReplayOptions.defaults();

  private final FakeReplayStore disk = new FakeReplayStore();
  private final ManualTime time = new ManualTime();
  private final Tai64n begin = Tai64n.of(time.wallTime());
  private final SeededRandom random = new SeededRandom(5);
  private DurableReplayMemory memory;

  @Override
  protected ReplayMemory createMemory() {
    return start(1_000, new FakeReplayStore(), TimeSource.system());
  }

  @Override
  protected Optional<ReplayMemory> createMemoryLimitedTo(int keys) {
    return Optional.of(start(keys, new FakeReplayStore(), TimeSource.system()));
  }

  private DurableReplayMemory start(int capacity, FakeReplayStore on, TimeSource clocks) {
    DurableReplayMemory started =
        new DurableReplayMemory(capacity, OPTIONS, on.open(), clocks, time, new Random());
    started.start();
    return started;
  }

  private void start() {
    start(100);
  }

  private void start(int capacity) {
    memory = start(capacity, disk, time);
  }

  /** Restarts as after a crash, without closing. */
  private void crashAndStart() {
    start();
  }

  @AfterEach
  void end() {
    if (memory != null) {
      memory.close();
    }
  }

  private PublicKey key() {
    return PrivateKey.generate(random).publicKey();
  }

  private ReplayVerdict judge(PublicKey key, Tai64n timestamp) {
    return memory.judge(key, timestamp).join();
  }

  /** Returns the time at which the test began. */
  private Tai64n now() {
    return begin;
  }

  private JitStatistics.ReplayStore statistics() {
    return memory.statistics();
  }

  /** Advances the time until a group is due, and waits until it is written. */
  private void flush() throws Exception {
    time.advance(OPTIONS.flush());
    Await.until("written", () -> statistics().behind() == 0 && idle());
  }

  private boolean idle() {
    return statistics().oldestBehind().isZero();
  }

  @Test
  void aMarkIsWrittenAfterItsTimeAndNotBefore() throws Exception {
    start();
    flush();
    PublicKey key = key();
    judge(key, now());
    assertThat(statistics().behind()).isEqualTo(1);
    time.advance(OPTIONS.flush().minusMillis(1));
    assertThat(disk.slots()).isEmpty();
    assertThat(statistics().oldestBehind()).isEqualTo(OPTIONS.flush().minusMillis(1));

    time.advance(Duration.ofMillis(1));
    Await.until("written", () -> disk.slots().size() == 1);
    Await.until("counted", () -> statistics().written() == 1 && idle());
    assertThat(disk.slots().get(0).mark().key()).isEqualTo(key);
    assertThat(statistics().lastWrite()).contains(time.wallTime());
    assertThat(statistics().used()).isTrue();
    assertThat(statistics().healthy()).isTrue();
  }

  @Test
  void whatChangesTogetherIsOneGroupAndAKeyIsInItOnce() throws Exception {
    start();
    flush();
    PublicKey one = key();
    for (int i = 0; i < 50; i++) {
      judge(one, Tai64n.of(1_000 + i, 0));
      judge(key(), Tai64n.of(1_000, 0));
    }
    assertThat(statistics().behind()).isEqualTo(51);
    flush();
    assertThat(disk.groups()).containsExactly(0, 51);
  }

  @Test
  void refusalsWriteNothing() throws Exception {
    start();
    PublicKey key = key();
    judge(key, Tai64n.of(1_000, 0));
    flush();
    int groups = disk.groups().size();
    judge(key, Tai64n.of(1_000, 0));
    judge(key, Tai64n.of(10, 0));
    assertThat(time.scheduledTasks()).isZero();
    assertThat(disk.groups()).hasSize(groups);
  }

  @Test
  void whatWasWrittenOutlivesACrash() throws Exception {
    start();
    PublicKey written = key();
    PublicKey unwritten = key();
    judge(written, now());
    flush();
    judge(unwritten, now());
    crashAndStart();
    assertThat(judge(written, now())).isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(unwritten, now()))
        .as("its group was not begun")
        .isEqualTo(ReplayVerdict.NEWER);
  }

  @Test
  void closingWritesWhatIsLeft() {
    start();
    PublicKey key = key();
    judge(key, now());
    memory.close();
    start();
    assertThat(judge(key, now())).isEqualTo(ReplayVerdict.REPLAYED);
  }

  @Test
  void strangersPushOutStrangersOnlyAlsoAfterARestart() throws Exception {
    start();
    PublicKey known = key();
    judge(known, now());
    memory.protect(known);
    flush();
    crashAndStart();
    IntStream.range(0, 500).forEach(i -> judge(key(), now()));
    assertThat(judge(known, now())).isEqualTo(ReplayVerdict.REPLAYED);
    flush();
    assertThat(disk.slots()).as("bounded as the memory is").hasSize(100);
    crashAndStart();
    assertThat(judge(known, now())).isEqualTo(ReplayVerdict.REPLAYED);
  }

  @Test
  void theOldestGoFirstAlsoAfterARestart() throws Exception {
    start();
    PublicKey oldest = key();
    judge(oldest, now());
    flush();
    PublicKey newer = key();
    judge(newer, now());
    flush();
    judge(oldest, Tai64n.of(now().seconds() + 1, 0));
    flush();
    crashAndStart();
    IntStream.range(0, 99).forEach(i -> judge(key(), now()));
    assertThat(judge(oldest, Tai64n.of(1, 0)).accepted()).as("used last").isFalse();
    assertThat(judge(newer, Tai64n.of(1, 0)).accepted()).as("forgotten").isTrue();
  }

  @Test
  void aSmallerMemoryKeepsTheKnown() throws Exception {
    start(100);
    PublicKey known = key();
    IntStream.range(0, 60).forEach(i -> judge(key(), now()));
    judge(known, now());
    memory.protect(known);
    flush();
    memory.close();

    start(10);
    assertThat(memory.size()).isEqualTo(10);
    assertThat(judge(known, now())).isEqualTo(ReplayVerdict.REPLAYED);
    flush();
    assertThat(disk.slots()).as("what has no place any more is gone").hasSize(10);
  }

  @Test
  void aResetThatIsUnderWayGoesOn() throws Exception {
    start();
    PublicKey key = key();
    judge(key, now());
    memory.protect(key);
    memory.epoch(key, 1);
    memory.epoch(key, 2);
    judge(key, Tai64n.of(1_000, 0));
    flush();
    crashAndStart();
    assertThat(judge(key, Tai64n.of(1_000, 0))).isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(key, Tai64n.of(1_010, 0)).accepted()).as("the lineage goes on").isTrue();
    assertThat(memory.epoch(key, 2).join()).as("acted on before").isFalse();
    assertThat(memory.epoch(key, 3).join()).isTrue();
  }

  @Test
  void aResetThatNobodyCameAfterYetIsWritten() throws Exception {
    start();
    PublicKey forgotten = key();
    PublicKey reset = key();
    judge(forgotten, now());
    judge(reset, now());
    memory.epoch(reset, 1);
    flush();
    memory.forget(forgotten);
    memory.epoch(reset, 2);
    flush();
    crashAndStart();
    assertThat(judge(forgotten, Tai64n.of(1_000, 0))).isEqualTo(ReplayVerdict.RESUMED);
    assertThat(judge(reset, Tai64n.of(1_000, 0))).isEqualTo(ReplayVerdict.RESUMED);
    assertThat(memory.epoch(reset, 2).join()).as("acted on before").isFalse();
  }

  @Test
  void theFirstEpochOfAKeyIsWritten() throws Exception {
    start();
    PublicKey key = key();
    judge(key, now());
    flush();
    memory.epoch(key, 7);
    flush();
    crashAndStart();
    assertThat(memory.epoch(key, 8).join()).as("greater than the one of before").isTrue();
    assertThat(memory.epoch(key, 8).join()).isFalse();
  }

  @Test
  void aRecordingOfBeforeTheRestartIsRefusedAfterAReset() throws Exception {
    start();
    PublicKey key = key();
    Tai64n recorded = Tai64n.of(now().seconds() - 300, 0);
    judge(key, recorded);
    memory.protect(key);
    for (int i = 0; i < 200; i++) {
      judge(key, Tai64n.of(now().seconds() - 200 + i, 0));
    }
    flush();
    crashAndStart();
    memory.forget(key);
    assertThat(judge(key, recorded).accepted()).isFalse();
    assertThat(judge(key, Tai64n.of(1_000, 0)).accepted()).as("the client").isTrue();
  }

  @Test
  void theFarFutureIsRememberedApart() throws Exception {
    start();
    PublicKey key = key();
    Tai64n future = Tai64n.of(time.wallTime().plus(Duration.ofDays(36_500)));
    judge(key, future);
    flush();
    crashAndStart();
    assertThat(judge(key, future)).isEqualTo(ReplayVerdict.REPLAYED);
    assertThat(judge(key, now())).isEqualTo(ReplayVerdict.RESUMED);
  }

  @Test
  void aDiskThatFailsIsToldAndTriedAgain() throws Exception {
    start();
    flush();
    disk.full(true);
    PublicKey key = key();
    judge(key, now());
    time.advance(OPTIONS.flush());
    Await.until("failed", () -> statistics().failures() == 1 && time.scheduledTasks() == 1);
    assertThat(statistics().healthy()).isFalse();
    assertThat(statistics().behind()).isEqualTo(1);
    assertThat(judge(key, now())).as("judged on").isEqualTo(ReplayVerdict.REPLAYED);
    IntStream.range(0, 1_000).forEach(i -> judge(key(), now()));
    assertThat(statistics().behind()).as("never more than the memory").isEqualTo(100);

    disk.full(false);
    time.advance(MarkWriter.RETRY);
    Await.until("written", () -> statistics().behind() == 0 && idle());
    assertThat(statistics().healthy()).isTrue();
    assertThat(statistics().oldestBehind()).isZero();
    assertThat(disk.slots()).hasSize(100);
  }

  @Test
  void whatIsLostIsWrittenAnew() throws Exception {
    start();
    PublicKey first = key();
    judge(first, now());
    memory.protect(first);
    flush();
    disk.lose();
    judge(key(), now());
    time.advance(OPTIONS.flush());
    Await.until("failed", () -> statistics().failures() == 1 && time.scheduledTasks() == 1);
    assertThat(disk.slots()).isEmpty();
    time.advance(MarkWriter.RETRY);
    Await.until("written", () -> disk.slots().size() == 2);
    crashAndStart();
    assertThat(judge(first, now())).isEqualTo(ReplayVerdict.REPLAYED);
  }

  @Test
  void theNewestTimestampIsKnownAfterARestart() throws Exception {
    start();
    PublicKey key = key();
    judge(key, now());
    assertThat(memory.newest(key)).contains(now());
    flush();
    crashAndStart();
    assertThat(memory.newest(key)).contains(now());
  }
}
