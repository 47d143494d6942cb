package io.jitpeers.internal.provisioning;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the replay memory, which stores the newest timestamps of keys. The replay memory may be a
 * plug-in that uses the network. Thread-safe.
 */
final class ReplayChecks {
  private static final Logger log = LoggerFactory.getLogger(ReplayChecks.class);

  private final ReplayMemory memory;
  private final Scheduler scheduler;
  private final Duration deadline;
  private final FailureLog failures;
  // The pending waits for an answer. Running an element ends its wait. Closing this object ends all
  // waits, even if the memory and the scheduler hang.
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ReplayChecks(ReplayMemory memory, Scheduler scheduler, Duration deadline, TimeSource time) {
    this.memory = memory;
    this.scheduler = scheduler;
    this.deadline = deadline;
    this.failures = new FailureLog(log, time);
  }

  /**
   * Judges an initiation's timestamp and records it if it is accepted.
   *
   * @return a future that completes with the verdict in bounded time. If the memory fails, the
   *     failure is logged and the future completes exceptionally. If the memory answers at once,
   *     the future is already complete
   */
  CompletableFuture<ReplayVerdict> check(InitiationResult.Opened opened) {
    PublicKey key = opened.initiator();
    return ask(
        () -> "check whether an initiation of " + key + " is a replay",
        () -> memory.judge(key, opened.timestamp()));
  }

  /**
   * Resets a key's timestamps. The future's value is whether the memory had an entry for the key.
   * The future's time limit and its failures are as described for {@link #check}.
   */
  CompletableFuture<Boolean> forget(PublicKey key) {
    return ask(() -> "forget the timestamps of " + key, () -> memory.forget(key));
  }

  /**
   * Passes the timestamp epoch of a key's config to the replay memory. The future's value is
   * whether the epoch reset the key's timestamps. The future's time limit and its failures are as
   * described for {@link #check}.
   */
  CompletableFuture<Boolean> epoch(PublicKey key, long epoch) {
    return ask(() -> "record the timestamp epoch of " + key, () -> memory.epoch(key, epoch));
  }

  private <T> CompletableFuture<T> ask(
      Supplier<String> what, Supplier<CompletionStage<T>> question) {
    CompletableFuture<T> answer;
    try {
      answer = question.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      failures.record("the replay memory threw instead of failing its answer", e);
      return CompletableFuture.failedFuture(e);
    }
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      return answer;
    }
    try {
      return bounded(what, answer);
    } catch (RuntimeException | Error e) {
      failures.record("the wait for the replay memory's answer could not be scheduled", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> CompletableFuture<T> bounded(Supplier<String> what, CompletableFuture<T> answer) {
    CompletableFuture<T> bounded = new CompletableFuture<>();
    Scheduler.Cancellable timeout =
        scheduler.schedule(
            () ->
                bounded.completeExceptionally(
                    new TimeoutException("no answer of the replay memory within " + deadline)),
            deadline);
    Runnable giveUp = () -> bounded.completeExceptionally(gone());
    open.add(giveUp);
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              if (value != null) {
                bounded.complete(value);
              } else {
                bounded.completeExceptionally(
                    failure == null ? new NullPointerException("the answer is null") : failure);
              }
            });
    var unusedToo =
        bounded.whenComplete(
            (value, failure) -> {
              open.remove(giveUp);
              timeout.cancel();
              if (failure != null && !bounded.isCancelled()) {
                failures.warn("cannot {}", what.get(), failure);
              }
            });
    if (closed) {
      giveUp.run();
    }
    return bounded;
  }

  private static CancellationException gone() {
    return new CancellationException("the orchestrator was closed");
  }

  /**
   * Stops waiting for answers of the replay memory. Every returned future that is not complete yet
   * completes exceptionally with a {@link CancellationException}.
   */
  void close() {
    closed = true;
    open.forEach(Runnable::run);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Keeps unknown keys from displacing a key in the replay memory. Called for keys that the control
   * plane knows.
   */
  void protect(PublicKey key) {
    try {
      memory.protect(key);
    } catch (RuntimeException | Error e) {
      failures.record("the replay memory failed to protect " + key, e);
    }
  }
}
