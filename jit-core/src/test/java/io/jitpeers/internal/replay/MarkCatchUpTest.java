package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In which order the engine gets the changes of a key, and of many keys. */
class MarkCatchUpTest {
  private final ManualTime time = new ManualTime();
  private final Engine engine = new Engine();
  private final MarkCatchUp catchUp = new MarkCatchUp(engine, time, time);

  /** Accepts everything at once or, while it hangs, when the test says so. */
  private static final class Engine implements SharedReplayMarks {
    private final List<String> calls = new ArrayList<>();
    private final List<CompletableFuture<Answer>> hanging = new ArrayList<>();
    private boolean hangs;

    @Override
    public CompletionStage<Answer> advance(Advance advance) {
      calls.add(advanced(advance));
      if (!hangs) {
        return CompletableFuture.completedFuture(accepted());
      }
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      hanging.add(answer);
      return answer;
    }

    private static Answer accepted() {
      return new Answer(true, Tai64n.of(1, 0), false, ReplayMark.NO_EPOCH);
    }

    void recover() {
      hangs = false;
      List.copyOf(hanging).forEach(answer -> answer.complete(accepted()));
    }

    void fail() {
      hangs = false;
      IOException failure = new IOException("connection reset");
      List.copyOf(hanging).forEach(answer -> answer.completeExceptionally(failure));
    }

    @Override
    public CompletionStage<@Nullable Void> protect(PublicKey key) {
      calls.add("protect");
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
      calls.add("epoch " + epoch);
      return CompletableFuture.completedFuture(EpochResult.KEPT);
    }

    @Override
    public CompletionStage<Boolean> forget(PublicKey key) {
      calls.add("forget");
      return CompletableFuture.completedFuture(true);
    }
  }

  private static PublicKey key(int number) {
    return PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  private static Advance at(int number, int seconds, boolean known) {
    return new Advance(key(number), Tai64n.of(seconds, 0), known, Duration.ofHours(24));
  }

  private static String advanced(Advance advance) {
    return "advance " + advance.key() + " " + advance.timestamp();
  }

  @Test
  void whatArrivesWhileAnotherChangeOfItsKeyIsBeingSentFollowsIt() {
    engine.hangs = true;
    Advance first = at(1, 10, false);
    Advance second = at(1, 20, false);
    catchUp.advance(first);
    catchUp.advance(second);
    time.advance(MarkCatchUp.RETRY.multipliedBy(3));
    assertThat(engine.calls).containsExactly(advanced(first));

    engine.recover();
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.calls).containsExactly(advanced(first), advanced(second));
    assertThat(catchUp.waiting()).isZero();
  }

  @Test
  void aTimestampThatFailsIsSentAgainBeforeTheEpochThatCameAfterIt() {
    engine.hangs = true;
    Advance before = at(1, 10, false);
    catchUp.advance(before);
    catchUp.epoch(key(1), 5);
    engine.fail();
    engine.calls.clear();
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.calls).containsExactly(advanced(before), "epoch 5");
  }

  @Test
  void aFlushSendsWhatWaitsAtOnce() {
    Advance waiting = at(1, 10, false);
    catchUp.advanceLater(waiting);
    assertThat(engine.calls).isEmpty();
    assertThat(catchUp.flush(key(1)).toCompletableFuture()).isCompleted();
    assertThat(engine.calls).containsExactly(advanced(waiting));
    assertThat(catchUp.flush(key(1)).toCompletableFuture()).as("nothing waits").isCompleted();
    assertThat(engine.calls).hasSize(1);
  }

  @Test
  void aFlushFailsWhileChangesOfItsKeyAreBeingSent() {
    engine.hangs = true;
    catchUp.advance(at(1, 10, false));
    assertThat(catchUp.flush(key(1)).toCompletableFuture()).isCompletedExceptionally();
    engine.recover();
    assertThat(catchUp.flush(key(1)).toCompletableFuture()).isCompleted();
  }

  /** Anyone can create keys, so strangers' changes do not delay those of clients. */
  @Test
  void changesOfKnownKeysAreSentFirst() {
    Advance stranger = at(1, 10, false);
    Advance client = at(2, 10, true);
    catchUp.advanceLater(stranger);
    catchUp.advanceLater(client);
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.calls).containsExactly(advanced(client), advanced(stranger));
  }

  @Test
  void aBatchIsAnsweredBeforeTheNextOneIsSent() {
    for (int i = 0; i < 300; i++) {
      catchUp.advanceLater(at(i, 10, false));
    }
    engine.hangs = true;
    time.advance(MarkCatchUp.RETRY);
    assertThat(engine.calls).hasSize(256);
    engine.recover();
    assertThat(engine.calls).hasSize(300);
  }
}
