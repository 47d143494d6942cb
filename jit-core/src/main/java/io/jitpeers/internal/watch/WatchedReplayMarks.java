package io.jitpeers.internal.watch;

import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A {@link SharedReplayMarks} whose calls are timed. Thread-safe if the timed object is. */
public final class WatchedReplayMarks implements SharedReplayMarks {
  private final SharedReplayMarks marks;
  private final Party party;

  public WatchedReplayMarks(SharedReplayMarks marks, CallWatch watch) {
    this.marks = marks;
    this.party =
        watch.party(
            "the shared replay marks " + marks.getClass().getName(),
            "opened initiations wait for them");
  }

  @Override
  public CompletionStage<Answer> advance(Advance advance) {
    return party.timed("record a timestamp", () -> marks.advance(advance));
  }

  @Override
  public CompletionStage<@Nullable Void> protect(PublicKey key) {
    return party.timed("protect a key", () -> marks.protect(key));
  }

  @Override
  public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
    return party.timed("record an epoch", () -> marks.epoch(key, epoch, resets));
  }

  @Override
  public CompletionStage<Boolean> forget(PublicKey key) {
    return party.timed("forget a key", () -> marks.forget(key));
  }
}
