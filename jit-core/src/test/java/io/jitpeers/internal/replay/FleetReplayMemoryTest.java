package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.UnreachableFleet;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An engine that answers when the test wants, or never. */
class FleetReplayMemoryTest {
  private static final Duration WAIT = FleetOptions.defaults().replayWait();

  private final ManualTime time = new ManualTime();
  private final Engine engine = new Engine();
  private final Set<PublicKey> resident = new HashSet<>();
  private final FleetReplayMemory memory = memory(FleetOptions.defaults());
  private int seconds;

  private static final class Engine implements Fleet, SharedReplayMarks {
    private final List<Advance> advances = new ArrayList<>();
    private final List<CompletableFuture<Answer>> answers = new ArrayList<>();
    private final List<PublicKey> known = new ArrayList<>();
    private final List<Long> epochs = new ArrayList<>();
    private final List<PublicKey> forgotten = new ArrayList<>();
    private long recorded = ReplayMark.NO_EPOCH;
    private boolean works;
    private boolean fails;
    private boolean closed;

    @Override
    public FleetDirectory directory() {
      return new InMemoryFleet().directory();
    }

    private <T> CompletionStage<T> answer(T value) {
      return fails
          ? CompletableFuture.failedFuture(new IOException("connection reset"))
          : CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<Answer> advance(Advance advance) {
      advances.add(advance);
      if (fails || works) {
        return answer(new Answer(true, advance.timestamp(), false, recorded));
      }
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      answers.add(answer);
      return answer;
    }

    void answerLast(boolean accepted, Tai64n newest, boolean isKnown) {
      answers.get(answers.size() - 1).complete(new Answer(accepted, newest, isKnown, -1));
    }

    @Override
    public CompletionStage<@Nullable Void> protect(PublicKey key) {
      known.add(key);
      return answer(null);
    }

    @Override
    public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
      epochs.add(epoch);
      return answer(EpochResult.KEPT);
    }

    @Override
    public CompletionStage<Boolean> forget(PublicKey key) {
      forgotten.add(key);
      return answer(true);
    }

    @Override
    public SharedReplayMarks replayMarks() {
      return this;
    }

    @Override
    public boolean isReachable() {
      return !fails;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private FleetReplayMemory memory(FleetOptions options) {
    ReplayMemory local =
        new LocalReplayMemory(1_000, ReplayOptions.defaults(), time, new Random(1));
    return new FleetReplayMemory(
        local, engine, engine, options, Duration.ofHours(24), resident::contains, time, time);
  }

  private static PublicKey key() {
    return PrivateKey.generate(new SecureRandom()).publicKey();
  }

  private Tai64n next() {
    return Tai64n.of(time.wallTime().plusSeconds(++seconds));
  }

  private CompletableFuture<ReplayVerdict> judge(PublicKey key) {
    return memory.judge(key, next()).toCompletableFuture();
  }

  @Test
  void theEngineDecidesAboutAPeerThatIsNotResident() {
    CompletableFuture<ReplayVerdict> verdict = judge(key());
    assertThat(verdict).isNotDone();
    engine.answerLast(true, engine.advances.get(0).timestamp(), false);
    assertThat(verdict).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(memory.statistics().asked()).isOne();
  }

  @Test
  void aTimestampThatIsALittleOlderIsAReplay() {
    CompletableFuture<ReplayVerdict> verdict = judge(key());
    Tai64n asked = engine.advances.get(0).timestamp();
    engine.answerLast(false, Tai64n.of(asked.seconds() + 4, 0), true);
    assertThat(verdict).isCompletedWithValue(ReplayVerdict.REPLAYED);
    assertThat(memory.statistics().refused()).isOne();
  }

  @Test
  void aTimestampThatIsMuchOlderComesFromAClockThatIsBehind() {
    CompletableFuture<ReplayVerdict> verdict = judge(key());
    Tai64n asked = engine.advances.get(0).timestamp();
    Tai64n newest = Tai64n.of(asked.seconds() + 6, asked.nanos());
    engine.answerLast(false, newest, true);
    assertThat(verdict).isCompletedWithValue(new ReplayVerdict.Behind(newest, true));
  }

  @Test
  void whatTheLocalMemoryRefusesIsNotAsked() {
    PublicKey key = key();
    Tai64n timestamp = next();
    engine.works = true;
    memory.judge(key, timestamp);
    assertThat(memory.judge(key, timestamp).toCompletableFuture())
        .isCompletedWithValue(ReplayVerdict.REPLAYED);
    assertThat(engine.advances).hasSize(1);
  }

  @Test
  void aResidentPeerDoesNotWait() {
    PublicKey key = key();
    resident.add(key);
    assertThat(judge(key)).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(engine.advances).hasSize(1);
    assertThat(memory.statistics().asked()).isZero();
  }

  @Test
  void anEngineThatDoesNotAnswerIsNotAwaitedForLong() {
    CompletableFuture<ReplayVerdict> verdict = judge(key());
    time.advance(WAIT.minusMillis(1));
    assertThat(verdict).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(verdict).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(memory.statistics().unanswered()).isOne();
    engine.answerLast(false, next(), true);
    assertThat(verdict).as("too late").isCompletedWithValue(ReplayVerdict.NEWER);
  }

  @Test
  void anEngineThatHangsIsAskedOnceASecond() {
    for (int i = 0; i < BoundedAnswers.ENOUGH; i++) {
      judge(key());
      time.advance(WAIT);
    }
    int asked = engine.advances.size();
    for (int i = 0; i < 10; i++) {
      assertThat(judge(key())).as("judged at once").isCompletedWithValue(ReplayVerdict.NEWER);
    }
    assertThat(memory.statistics().asked()).isEqualTo(BoundedAnswers.ENOUGH);
    assertThat(engine.advances).hasSize(asked);

    time.advance(BoundedAnswers.INTERVAL);
    CompletableFuture<ReplayVerdict> probe = judge(key());
    assertThat(probe).isNotDone();
    assertThat(judge(key())).isDone();
    List.copyOf(engine.answers)
        .forEach(answer -> answer.complete(new SharedReplayMarks.Answer(true, next(), false, -1)));
    assertThat(judge(key())).as("is asked again").isNotDone();
  }

  @Test
  void aLateAnswerWithRefusalFailsTheJudgement() {
    FleetReplayMemory strict =
        memory(FleetOptions.builder().replayUnreachable(UnreachableFleet.REFUSE).build());
    CompletableFuture<ReplayVerdict> verdict = strict.judge(key(), next()).toCompletableFuture();
    time.advance(WAIT);
    assertThat(verdict).isCompletedExceptionally();
  }

  @Test
  void whatTheEngineMissedIsToldLater() {
    engine.fails = true;
    PublicKey key = key();
    judge(key);
    judge(key);
    Tai64n newest = engine.advances.get(1).timestamp();
    memory.protect(key);
    assertThat(memory.statistics().waiting()).isOne();
    engine.advances.clear();
    engine.known.clear();
    engine.fails = false;
    engine.works = true;

    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.advances)
        .extracting(SharedReplayMarks.Advance::timestamp)
        .containsExactly(newest);
    assertThat(engine.advances.get(0).known()).isTrue();
    assertThat(memory.statistics().waiting()).isZero();
  }

  @Test
  void whatFailsAgainWaitsForTheNextTime() {
    engine.fails = true;
    judge(key());
    time.advance(MarkCatchUp.RETRY.multipliedBy(3));
    assertThat(memory.statistics().waiting()).isOne();
    assertThat(engine.advances).hasSize(4);
  }

  @Test
  void aBacklogIsToldInBatchesWithoutPause() {
    engine.fails = true;
    for (int i = 0; i < 1_000; i++) {
      judge(key());
    }
    engine.advances.clear();
    engine.fails = false;
    engine.works = true;
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.advances).hasSize(1_000);
    assertThat(memory.statistics().waiting()).isZero();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    bytes[2] = (byte) (number >> 16);
    return PublicKey.ofBytes(bytes);
  }

  @Test
  void strangersDisplaceOnlyStrangers() {
    engine.works = true;
    PublicKey known = key();
    judge(known);
    memory.protect(known);
    engine.fails = true;
    judge(known);
    for (int i = 0; i < MarkCatchUp.MOST_STRANGERS + 100; i++) {
      judge(key(i));
    }
    assertThat(memory.statistics().waiting()).isEqualTo(MarkCatchUp.MOST_STRANGERS + 1);
    assertThat(memory.statistics().dropped()).isEqualTo(100);
  }

  @Test
  void tooLongABacklogLosesItsOldest() {
    engine.fails = true;
    for (int i = 0; i < MarkCatchUp.MOST + 100; i++) {
      judge(key(i));
      memory.protect(key(i));
    }
    assertThat(memory.statistics().waiting()).isEqualTo(MarkCatchUp.MOST);
    assertThat(memory.statistics().dropped()).isEqualTo(100);
  }

  @Test
  void anEpochIsToldBetweenTheTimestampsAroundIt() {
    engine.fails = true;
    PublicKey key = key();
    judge(key);
    Tai64n before = engine.advances.get(0).timestamp();
    memory.epoch(key, 1);
    judge(key);
    Tai64n after = engine.advances.get(1).timestamp();
    engine.works = true;
    engine.fails = false;
    engine.advances.clear();
    engine.epochs.clear();
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.epochs).containsExactly(1L);
    assertThat(engine.advances)
        .extracting(SharedReplayMarks.Advance::timestamp)
        .containsExactly(before, after);
  }

  @Test
  void aTimestampOfAKeyThatBecameKnownIsToldAsKnown() {
    engine.fails = true;
    PublicKey key = key();
    judge(key);
    memory.protect(key);
    engine.works = true;
    engine.fails = false;
    engine.advances.clear();
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.advances).singleElement().matches(SharedReplayMarks.Advance::known);
  }

  @Test
  void theFirstEpochIsToldOnceAndNobodyWaits() {
    engine.works = true;
    PublicKey key = key();
    judge(key);
    assertThat(memory.epoch(key, 0).toCompletableFuture()).isCompletedWithValue(false);
    memory.epoch(key, 0);
    assertThat(engine.epochs).containsExactly(0L);
    memory.epoch(key, 2);
    memory.epoch(key, 2);
    assertThat(engine.epochs).as("once, not with each answer").containsExactly(0L, 2L);
  }

  @Test
  void anEpochThatTheFleetHasRecordedIsNotTold() {
    engine.works = true;
    engine.recorded = 5;
    PublicKey key = key();
    judge(key);
    memory.epoch(key, 5);
    assertThat(engine.epochs).isEmpty();
  }

  @Test
  void aLateAnswerDoesNotEndTheHang() {
    for (int i = 0; i < BoundedAnswers.ENOUGH; i++) {
      judge(key());
      time.advance(WAIT);
    }
    List.copyOf(engine.answers)
        .forEach(answer -> answer.complete(new SharedReplayMarks.Answer(true, next(), false, -1)));
    assertThat(judge(key())).isDone();
  }

  /** A driver gives up a command after some time. That is no answer. */
  @Test
  void aFailureAfterTheWaitDoesNotEndTheHang() {
    for (int i = 0; i < BoundedAnswers.ENOUGH; i++) {
      judge(key());
      time.advance(WAIT);
    }
    List.copyOf(engine.answers)
        .forEach(answer -> answer.completeExceptionally(new IOException("given up")));
    assertThat(judge(key())).isDone();
  }

  @Test
  void aResetFailsIfTheEngineDoesNotAnswer() {
    PublicKey key = key();
    engine.works = true;
    judge(key);
    engine.fails = true;
    assertThat(memory.forget(key).toCompletableFuture()).isCompletedExceptionally();
    engine.fails = false;
    assertThat(memory.forget(key).toCompletableFuture()).isCompletedWithValue(true);
    assertThat(engine.forgotten).containsExactly(key, key);
  }

  @Test
  void closingClosesTheFleet() {
    memory.close();
    assertThat(engine.closed).isTrue();
  }
}
