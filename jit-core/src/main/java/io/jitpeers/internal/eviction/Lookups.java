package io.jitpeers.internal.eviction;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Asks the control plane on behalf of sweeps. Thread-safe. */
final class Lookups {
  private final PeerConfigSource source;
  private final Scheduler scheduler;
  private final Duration deadline;

  Lookups(PeerConfigSource source, Scheduler scheduler, Duration deadline) {
    this.source = source;
    this.scheduler = scheduler;
    this.deadline = deadline;
  }

  /** Asks for one peer; completes exceptionally at the deadline, and then cancels the source's. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback passes every failure on.
  CompletableFuture<PeerLookup> ask(PublicKey key) {
    CompletableFuture<PeerLookup> asked;
    try {
      asked = source.lookup(key).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
    Scheduler.Cancellable timer = scheduler.schedule(() -> giveUp(key, asked, answer), deadline);
    asked.whenComplete(
        (lookup, failure) -> {
          timer.cancel();
          settle(answer, lookup, failure);
        });
    return answer;
  }

  private static void settle(
      CompletableFuture<PeerLookup> answer,
      @Nullable PeerLookup lookup,
      @Nullable Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(cause(failure));
    } else if (lookup == null) {
      answer.completeExceptionally(
          new LookupException(LookupException.Reason.REJECTED, "the lookup gave null"));
    } else {
      answer.complete(lookup);
    }
  }

  private void giveUp(
      PublicKey key, CompletableFuture<PeerLookup> asked, CompletableFuture<PeerLookup> answer) {
    String message = "the lookup of " + key + " took longer than " + deadline;
    answer.completeExceptionally(new LookupException(LookupException.Reason.TIMEOUT, message));
    asked.cancel(true);
  }

  /** What really failed, without the wrapping that dependent stages add. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
