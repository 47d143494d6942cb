package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.spi.SharedReplayMarks.Answer;
import io.jitpeers.spi.SharedReplayMarks.EpochResult;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link SharedReplayMarks}. The test of an implementation extends this
 * class.
 */
public abstract class SharedReplayMarksContract {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration MAX_AHEAD = Duration.ofHours(24);

  /**
   * Twice {@link #MAX_AHEAD}, in seconds. A timestamp that is this far ahead of the clock at the
   * start of a test stays too far ahead, even if the test takes long.
   */
  private static final long AHEAD = 2 * MAX_AHEAD.toSeconds();

  private final PublicKey key = PrivateKey.generate(RANDOM).publicKey();
  private final Instant start = TimeSource.system().wallTime();

  @SuppressWarnings("NullAway.Init") // set by open
  private SharedReplayMarks marks;

  /** Creates a contract. */
  protected SharedReplayMarksContract() {}

  /**
   * Returns replay marks that contain no mark of this test's keys.
   *
   * @return the marks
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract SharedReplayMarks marks() throws Exception;

  @BeforeEach
  final void open() throws Exception {
    marks = marks();
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private Answer advance(Tai64n timestamp) throws Exception {
    return answer(marks.advance(new Advance(key, timestamp, false, MAX_AHEAD)));
  }

  private Tai64n at(long seconds) {
    return Tai64n.of(start.plusSeconds(seconds));
  }

  private void assertAccepted(long seconds) throws Exception {
    assertThat(advance(at(seconds)).accepted()).as("a timestamp at " + seconds).isTrue();
  }

  private void assertRefused(long seconds, long newest) throws Exception {
    Answer answer = advance(at(seconds));
    assertThat(answer.accepted()).as("a timestamp at " + seconds).isFalse();
    assertThat(answer.newest()).isEqualTo(at(newest));
  }

  @Test
  void eachTimestampIsAcceptedOnce() throws Exception {
    assertAccepted(0);
    assertRefused(0, 0);
    assertAccepted(1);
    assertRefused(0, 1);
    assertRefused(1, 1);
  }

  @Test
  void theAnswerContainsTheAcceptedTimestamp() throws Exception {
    assertThat(advance(at(7))).isEqualTo(new Answer(true, at(7), false, ReplayMark.NO_EPOCH));
  }

  @Test
  void keysAreIndependent() throws Exception {
    assertAccepted(5);
    PublicKey other = PrivateKey.generate(RANDOM).publicKey();
    assertThat(answer(marks.advance(new Advance(other, at(1), false, MAX_AHEAD))).accepted())
        .isTrue();
  }

  @Test
  void timestampsAreComparedByAllOfTheirBytes() throws Exception {
    // The last two timestamps are about 2^62 and differ by 1. Floating-point numbers cannot
    // represent this difference.
    long seconds = at(0).seconds();
    for (Tai64n timestamp :
        List.of(
            Tai64n.of(0, 0),
            Tai64n.of(0, 0x7f),
            Tai64n.of(0, 0x80),
            Tai64n.of(0, 0x100),
            Tai64n.of(0, 0xffffffff),
            Tai64n.of(0xff, 0),
            Tai64n.of(0x100, 0),
            Tai64n.of(seconds, 0x00ff00ff),
            Tai64n.of(seconds, 0x00ff0100),
            Tai64n.of(seconds + 1, 0))) {
      assertThat(advance(timestamp).accepted()).as("accepts " + timestamp).isTrue();
      assertThat(advance(timestamp).accepted()).as("accepts again " + timestamp).isFalse();
    }
  }

  @Test
  void oneOfManyAtTheSameTimeIsAccepted() throws Exception {
    List<CompletionStage<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(marks.advance(new Advance(key, at(1), false, MAX_AHEAD)));
    }
    int accepted = 0;
    for (CompletionStage<Answer> one : answers) {
      accepted += answer(one).accepted() ? 1 : 0;
    }
    assertThat(accepted).isOne();
  }

  @Test
  void aTimestampFromTheFarFutureIsAcceptedOnceAndHoldsNothingUp() throws Exception {
    long ahead = AHEAD;
    assertAccepted(0);
    assertAccepted(ahead);
    assertRefused(ahead, ahead);
    assertAccepted(1);
    assertRefused(ahead, ahead);
    assertAccepted(ahead + 1);
    assertRefused(1, 1);
  }

  @Test
  void theFirstTimestampMayBeFromTheFarFuture() throws Exception {
    long ahead = AHEAD;
    assertAccepted(ahead);
    assertAccepted(0);
    assertRefused(ahead, ahead);
    assertRefused(0, 0);
  }

  @Test
  void theFarFutureBecomesTheMarkWhenItIsNoLongerFar() throws Exception {
    assertAccepted(AHEAD);
    Duration farther = MAX_AHEAD.multipliedBy(3);
    Answer older = answer(marks.advance(new Advance(key, at(5), false, farther)));
    assertThat(older.accepted()).isFalse();
    assertThat(older.newest()).isEqualTo(at(AHEAD));
    assertThat(answer(marks.advance(new Advance(key, at(AHEAD + 1), false, farther))).accepted())
        .isTrue();
  }

  @Test
  void aResetDoesNotForgetTheFarFuture() throws Exception {
    assertAccepted(0);
    assertAccepted(AHEAD);
    answer(marks.forget(key));
    assertRefused(AHEAD, AHEAD);
    assertAccepted(-5);
    assertRefused(0, 0);
    Duration farther = MAX_AHEAD.multipliedBy(3);
    Answer afterwards = answer(marks.advance(new Advance(key, at(AHEAD), false, farther)));
    assertThat(afterwards.accepted()).as("no longer far").isFalse();
  }

  @Test
  void afterAResetOlderTimestampsAreAcceptedOnce() throws Exception {
    assertAccepted(1_000);
    assertThat(answer(marks.forget(key))).isTrue();
    assertRefused(1_000, 1_000);
    assertAccepted(-5_000);
    assertRefused(-5_000, 1_000);
    assertRefused(-5_001, 1_000);
    assertAccepted(-4_995);
  }

  @Test
  void aLineageDoesNotAdvanceFasterThanTheTime() throws Exception {
    assertAccepted(80_000);
    answer(marks.forget(key));
    assertAccepted(0);
    assertAccepted(600);
    // After a reset, timestamps may advance by the elapsed time plus ten minutes. The assertion
    // adds a minute, because the test may be slow.
    assertRefused(600 + 660, 80_000);
    assertAccepted(600 + 599);
  }

  @Test
  void aTimestampNewerThanAllEndsTheLineage() throws Exception {
    assertAccepted(1_000);
    answer(marks.forget(key));
    assertAccepted(0);
    assertAccepted(1_001);
    assertRefused(1, 1_001);
  }

  @Test
  void aSecondResetKeepsTheNewestOfAll() throws Exception {
    assertAccepted(1_000);
    answer(marks.forget(key));
    assertAccepted(0);
    answer(marks.forget(key));
    assertAccepted(-10);
    assertRefused(1_000, 1_000);
    assertAccepted(1_001);
  }

  @Test
  void aKeyWithoutMarkCannotBeReset() throws Exception {
    assertThat(answer(marks.forget(key))).isFalse();
    assertThat(answer(marks.epoch(key, 3, true))).isEqualTo(EpochResult.NO_MARK);
    answer(marks.protect(key));
    Answer first = advance(at(0));
    assertThat(first).isEqualTo(new Answer(true, at(0), false, ReplayMark.NO_EPOCH));
  }

  @Test
  void theFirstEpochIsRecordedWithoutReset() throws Exception {
    assertAccepted(1_000);
    assertThat(answer(marks.epoch(key, 0, false))).isEqualTo(EpochResult.KEPT);
    assertRefused(0, 1_000);
    assertThat(advance(at(0)).epoch()).isZero();
    assertThat(answer(marks.epoch(key, 1, false))).isEqualTo(EpochResult.RESET);
    assertAccepted(0);
  }

  @Test
  void theFirstEpochResetsWhatTheCallerHasReset() throws Exception {
    assertAccepted(1_000);
    assertThat(answer(marks.epoch(key, 3, true))).isEqualTo(EpochResult.RESET);
    assertThat(answer(marks.epoch(key, 3, true))).as("once").isEqualTo(EpochResult.KEPT);
    assertAccepted(0);
  }

  /**
   * Two gateways record the same epoch of a key, which is the key's first epoch in the engine (the
   * fleet's database server). The first gateway remembers no smaller epoch, so the engine does not
   * reset the key's timestamps. The second gateway remembers a smaller epoch, so the engine resets
   * the timestamps. When the second gateway repeats its request, nothing is reset.
   */
  @Test
  void anEpochThatWasRecordedWithoutResetResetsOnceForACallerThatHasReset() throws Exception {
    assertAccepted(1_000);
    assertThat(answer(marks.epoch(key, 1, false))).isEqualTo(EpochResult.KEPT);
    assertThat(answer(marks.epoch(key, 1, true))).isEqualTo(EpochResult.RESET);
    assertThat(answer(marks.epoch(key, 1, true))).isEqualTo(EpochResult.KEPT);
    assertAccepted(0);
  }

  @Test
  void aGreaterEpochResetsOnce() throws Exception {
    assertAccepted(1_000);
    answer(marks.epoch(key, 3, false));
    assertThat(answer(marks.epoch(key, 3, false))).isEqualTo(EpochResult.KEPT);
    assertThat(answer(marks.epoch(key, 2, true))).isEqualTo(EpochResult.KEPT);
    assertThat(answer(marks.epoch(key, 4, false))).isEqualTo(EpochResult.RESET);
    assertThat(answer(marks.epoch(key, 4, false))).isEqualTo(EpochResult.KEPT);
    assertAccepted(0);
    assertRefused(1_000, 1_000);
  }

  @Test
  void theGreatestEpochIsRecordedExactly() throws Exception {
    assertAccepted(0);
    answer(marks.epoch(key, PeerConfig.MAX_TIMESTAMP_EPOCH, false));
    assertThat(advance(at(1)).epoch()).isEqualTo(PeerConfig.MAX_TIMESTAMP_EPOCH);
    answer(marks.forget(key));
    assertThat(advance(at(-1)).epoch()).isEqualTo(PeerConfig.MAX_TIMESTAMP_EPOCH);
  }

  @Test
  void aKeyIsKnownToAllOnceOneTells() throws Exception {
    assertThat(advance(at(0)).known()).isFalse();
    answer(marks.protect(key));
    assertThat(advance(at(1)).known()).isTrue();
    assertThat(advance(at(1)).known()).isTrue();
  }

  @Test
  void aKeyIsKnownEvenIfTheTimestampIsRefused() throws Exception {
    assertAccepted(0);
    answer(marks.advance(new Advance(key, at(0), true, MAX_AHEAD)));
    assertThat(advance(at(1)).known()).isTrue();
  }

  @Test
  void aKeyIsKnownIfItIsPassedSo() throws Exception {
    answer(marks.advance(new Advance(key, at(0), true, MAX_AHEAD)));
    assertThat(advance(at(1)).known()).isTrue();
  }
}
