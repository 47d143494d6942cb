package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What callers get from the local memory and from the engine, and what the engine gets later. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FleetReplayAnswersTest {
  private static final PublicKey KEY = key(1);
  private static final Duration WAIT = FleetOptions.defaults().replayWait();

  private final ManualTime time = new ManualTime();
  private final Engine engine = new Engine();
  private final ReplayMemory local =
      new LocalReplayMemory(1_000, ReplayOptions.defaults(), time, new Random(1));
  private boolean resident;
  private final FleetReplayMemory memory = memory(local, time);
  private int seconds;

  private enum Behaviour {
    ANSWERS,
    HANGS,
    FAILS,
    THROWS
  }

  /** Notes each call as the gateway that reads it would: in order, with what it is about. */
  private static final class Engine implements Fleet, SharedReplayMarks {
    private final List<String> calls = new ArrayList<>();
    private final List<CompletableFuture<?>> hanging = new ArrayList<>();
    private Behaviour behaviour = Behaviour.ANSWERS;
    private EpochResult epochResult = EpochResult.KEPT;
    private boolean started;

    private <T> CompletionStage<T> call(String what, Supplier<T> answer) {
      calls.add(what);
      return switch (behaviour) {
        case ANSWERS -> CompletableFuture.completedFuture(answer.get());
        case FAILS -> CompletableFuture.failedFuture(new IOException("connection reset"));
        case THROWS -> throw new IllegalStateException("closed");
        case HANGS -> {
          CompletableFuture<T> never = new CompletableFuture<>();
          hanging.add(never);
          yield never;
        }
      };
    }

    @Override
    public CompletionStage<Answer> advance(Advance advance) {
      return call(
          advanced(advance.key(), advance.timestamp()),
          () -> new Answer(true, advance.timestamp(), false, ReplayMark.NO_EPOCH));
    }

    @Override
    public CompletionStage<@Nullable Void> protect(PublicKey key) {
      return call("protect " + key, () -> null);
    }

    @Override
    public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
      return call("epoch " + epoch + (resets ? " resets" : ""), () -> epochResult);
    }

    @Override
    public CompletionStage<Boolean> forget(PublicKey key) {
      return call("forget " + key, () -> true);
    }

    @Override
    public void start() {
      started = true;
    }

    @Override
    public SharedReplayMarks replayMarks() {
      return this;
    }

    @Override
    public FleetDirectory directory() {
      return new InMemoryFleet().directory();
    }

    @Override
    public boolean isReachable() {
      return true;
    }

    @Override
    public void close() {
      throw new IllegalStateException("the connection was lost");
    }
  }

  private static final class SlowMemory implements ReplayMemory {
    private final CompletableFuture<ReplayVerdict> verdict = new CompletableFuture<>();
    private boolean closed;

    @Override
    public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
      return verdict.thenApply(ReplayVerdict::accepted);
    }

    @Override
    public CompletionStage<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
      return verdict;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class FailingScheduler implements Scheduler {
    private final Scheduler scheduler;
    private boolean fails = true;

    FailingScheduler(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public Cancellable schedule(Runnable task, Duration delay) {
      if (fails) {
        throw new OutOfMemoryError("no thread");
      }
      return scheduler.schedule(task, delay);
    }

    @Override
    public void close() {}
  }

  private FleetReplayMemory memory(ReplayMemory of, Scheduler scheduler) {
    return new FleetReplayMemory(
        of,
        engine,
        engine,
        FleetOptions.defaults(),
        Duration.ofHours(24),
        key -> resident,
        time,
        scheduler);
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static String advanced(PublicKey key, Tai64n timestamp) {
    return "advance " + key + " " + timestamp;
  }

  private Tai64n next() {
    return Tai64n.of(time.wallTime().plusSeconds(++seconds));
  }

  private CompletableFuture<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    return memory.judge(key, timestamp).toCompletableFuture();
  }

  private CompletableFuture<Boolean> epoch(long epoch) {
    return memory.epoch(KEY, epoch).toCompletableFuture();
  }

  /** Judges the next timestamp of a resident peer, about whose key the fleet is not asked. */
  private Tai64n judgeResident() {
    resident = true;
    Tai64n timestamp = next();
    assertThat(judge(KEY, timestamp)).isCompletedWithValue(ReplayVerdict.NEWER);
    return timestamp;
  }

  private void engineRecovers() {
    engine.behaviour = Behaviour.ANSWERS;
    engine.calls.clear();
    time.advance(MarkCatchUp.RETRY);
  }

  @Test
  void whatTheLocalMemoryKnowsIsAnsweredWithoutTheEngine() {
    ReplayMemory small = new LocalReplayMemory(2, ReplayOptions.defaults(), time, new Random(1));
    FleetReplayMemory of = memory(small, time);
    assertThat(of.local()).isSameAs(small);
    Tai64n newest = next();
    for (int i = 1; i <= 3; i++) {
      of.judge(key(i), newest);
    }
    of.protect(key(3));
    engine.behaviour = Behaviour.HANGS;
    assertThat(of.size()).isEqualTo(2);
    assertThat(of.forgotten()).isOne();
    assertThat(of.newest(key(3))).contains(newest);
    assertThat(of.isProtected(key(3))).isTrue();
    assertThat(of.isProtected(key(2))).isFalse();
  }

  @Test
  void startingConnectsToTheFleet() {
    assertThat(engine.started).isFalse();
    memory.start();
    assertThat(engine.started).isTrue();
  }

  @Test
  void closingClosesTheLocalMemoryEvenIfTheFleetCannotBeClosed() {
    SlowMemory slow = new SlowMemory();
    FleetReplayMemory of = memory(slow, time);
    assertThatThrownBy(of::close).hasMessage("the connection was lost");
    assertThat(slow.closed).isTrue();
  }

  @Test
  void afterClosingNothingWaitsAndNothingIsSent() {
    engine.behaviour = Behaviour.FAILS;
    judge(KEY, next());
    judge(key(2), next());
    memory.protect(KEY);
    assertThat(memory.statistics().waiting()).isEqualTo(2);
    assertThatThrownBy(memory::close).hasMessage("the connection was lost");
    assertThat(memory.statistics().waiting()).isZero();
    judge(KEY, next());
    assertThat(memory.statistics().waiting()).isZero();
    engineRecovers();
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void aLocalMemoryMayAnswerLaterAndThenTheEngineDecides() {
    SlowMemory slow = new SlowMemory();
    Tai64n timestamp = next();
    var verdict = memory(slow, time).judge(KEY, timestamp).toCompletableFuture();
    assertThat(verdict).isNotDone();
    assertThat(engine.calls).isEmpty();
    slow.verdict.complete(ReplayVerdict.NEWER);
    assertThat(verdict).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(engine.calls).containsExactly(advanced(KEY, timestamp));
  }

  @Test
  void whatALocalMemoryRefusesLaterIsNotAsked() {
    SlowMemory slow = new SlowMemory();
    var verdict = memory(slow, time).judge(KEY, next()).toCompletableFuture();
    slow.verdict.complete(ReplayVerdict.REPLAYED);
    assertThat(verdict).isCompletedWithValue(ReplayVerdict.REPLAYED);
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void aFailureOfTheLocalMemoryFailsTheJudgementAndIsNotThrown() {
    SlowMemory slow = new SlowMemory();
    slow.verdict.completeExceptionally(new IOException("disk full"));
    assertThat(memory(slow, time).judge(KEY, next()).toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void whatIsNotAskedWhileTheEngineHangsIsCountedAndToldLater() {
    engine.behaviour = Behaviour.HANGS;
    for (int i = 0; i < BoundedAnswers.ENOUGH; i++) {
      judge(key(100 + i), next());
      time.advance(WAIT);
    }
    long unanswered = memory.statistics().unanswered();
    int calls = engine.calls.size();
    Tai64n timestamp = next();
    assertThat(judge(KEY, timestamp)).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(engine.calls).as("not asked").hasSize(calls);
    assertThat(memory.statistics().unanswered()).isEqualTo(unanswered + 1);
    engineRecovers();
    assertThat(engine.calls).contains(advanced(KEY, timestamp));
  }

  @Test
  void anEpochThatResetsTheFleetResetsThisGatewayToo() {
    judgeResident();
    engine.epochResult = SharedReplayMarks.EpochResult.RESET;
    assertThat(epoch(3)).as("the first epoch here").isCompletedWithValue(true);
    assertThat(engine.calls).last().isEqualTo("epoch 3");
    assertThat(memory.statistics().waiting()).isZero();
    assertThat(judge(KEY, Tai64n.of(7, 0))).isCompletedWithValue(ReplayVerdict.RESUMED);
  }

  @Test
  void anEpochThatTheFleetOnlyRecordsResetsNothing() {
    Tai64n newest = judgeResident();
    assertThat(epoch(3)).isCompletedWithValue(false);
    assertThat(engine.calls).last().isEqualTo("epoch 3");
    assertThat(memory.newest(KEY)).contains(newest);
  }

  @Test
  void anEpochThatResetThisGatewayIsToldAsSuchAlthoughTheFleetHasNone() {
    judge(KEY, next());
    assertThat(epoch(0)).isCompletedWithValue(false);
    judge(KEY, next()); // The engine has lost the epoch.
    engine.calls.clear();
    assertThat(epoch(1)).isCompletedWithValue(true);
    assertThat(engine.calls).containsExactly("epoch 1 resets");
  }

  @Test
  void theFirstEpochOfTheFleetIsNotAwaited() {
    judge(KEY, next());
    engine.behaviour = Behaviour.HANGS;
    assertThat(epoch(4)).isCompletedWithValue(false);
    assertThat(engine.calls).last().isEqualTo("epoch 4");
  }

  @Test
  void anEpochThatTheEngineMissedIsToldLater() {
    judgeResident();
    engine.behaviour = Behaviour.FAILS;
    assertThat(epoch(3)).isCompletedWithValue(false);
    assertThat(memory.statistics().waiting()).isOne();
    engineRecovers();
    assertThat(engine.calls).containsExactly("epoch 3");

    engine.behaviour = Behaviour.FAILS;
    assertThat(epoch(4)).as("reset here all the same").isCompletedWithValue(true);
    engineRecovers();
    assertThat(engine.calls).containsExactly("epoch 4 resets");
    assertThat(memory.statistics().waiting()).isZero();
  }

  @Test
  void anEpochAnswersAtOnceWhileOtherChangesOfItsKeyWait() {
    engine.behaviour = Behaviour.FAILS;
    Tai64n timestamp = judgeResident();
    engine.behaviour = Behaviour.HANGS;
    assertThat(epoch(3)).isCompletedWithValue(false);
    assertThat(epoch(4)).isCompletedWithValue(true);
    engineRecovers();
    assertThat(engine.calls).containsExactly(advanced(KEY, timestamp), "epoch 4 resets");
  }

  @Test
  void whatCouldNotBeScheduledIsScheduledAtTheNextNudge() {
    FailingScheduler scheduler = new FailingScheduler(time);
    FleetReplayMemory of = memory(local, scheduler);
    engine.behaviour = Behaviour.FAILS;
    Tai64n timestamp = next();
    of.judge(KEY, timestamp);
    scheduler.fails = false;
    engineRecovers();
    assertThat(engine.calls).isEmpty();
    of.nudge();
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.calls).containsExactly(advanced(KEY, timestamp));
  }

  @Test
  void anEngineThatThrowsIsToldLater() {
    engine.behaviour = Behaviour.THROWS;
    Tai64n timestamp = judgeResident();
    assertThat(memory.statistics().waiting()).isOne();
    engineRecovers();
    assertThat(engine.calls).containsExactly(advanced(KEY, timestamp));
  }
}
