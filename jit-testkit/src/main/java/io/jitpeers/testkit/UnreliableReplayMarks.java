package io.jitpeers.testkit;

import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shared replay marks that fail each request while the engine (the fleet's database server) is
 * unreachable. Thread-safe.
 */
record UnreliableReplayMarks(SharedReplayMarks marks, BooleanSupplier reachable)
    implements SharedReplayMarks {
  private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    return reachable.getAsBoolean()
        ? question.get()
        : CompletableFuture.failedFuture(new IOException("the engine is unreachable"));
  }

  @Override
  public CompletionStage<Answer> advance(Advance advance) {
    return ask(() -> marks.advance(advance));
  }

  @Override
  public CompletionStage<@Nullable Void> protect(PublicKey key) {
    return ask(() -> marks.protect(key));
  }

  @Override
  public CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets) {
    return ask(() -> marks.epoch(key, epoch, resets));
  }

  @Override
  public CompletionStage<Boolean> forget(PublicKey key) {
    return ask(() -> marks.forget(key));
  }
}
