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

/** Asks the replay memory, which may be a plug-in's that asks over a network. Thread-safe. */
final class ReplayChecks {
  private static final Logger log = LoggerFactory.getLogger(ReplayChecks.class);

  private final ReplayMemory memory;
  private final Scheduler scheduler;
  private final Duration deadline;
  private final FailureLog failures;
  // Whoever waits for one is told when this is closed, whatever memory and scheduler do then.
  private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ReplayChecks(ReplayMemory memory, Scheduler scheduler, Duration deadline, TimeSource time) {
    this.memory = memory;
    this.scheduler = scheduler;
    this.deadline = deadline;
    this.failures = new FailureLog(log, time);
  }

  /**
   * Uses an initiation's timestamp up.
   *
   * @return completes with the verdict, in bounded time; exceptionally, which is logged, if that
   *     cannot be told. Complete already if the memory knows at once
   */
  CompletableFuture<ReplayVerdict> check(InitiationResult.Opened opened) {
    PublicKey key = opened.initiator();
    return ask(
        "tell whether an initiation of " + key + " is a replay",
        () -> memory.judge(key, opened.timestamp()));
  }

  /** Lets a key's timestamps start anew; the same bounds. */
  CompletableFuture<Boolean> forget(PublicKey key) {
    return ask("forget the timestamps of " + key, () -> memory.forget(key));
  }

  /** Takes a key's epoch; the same bounds. */
  CompletableFuture<Boolean> epoch(PublicKey key, long epoch) {
    return ask("take the timestamp epoch of " + key, () -> memory.epoch(key, epoch));
  }

  private <T> CompletableFuture<T> ask(String what, Supplier<CompletionStage<T>> question) {
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
      failures.record("the replay memory's answer could not be waited for", e);
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> CompletableFuture<T> bounded(String what, CompletableFuture<T> answer) {
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
                failures.warn("cannot {}", what, failure);
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

  /** Gives up what is open: nobody waits for the memory any more. */
  void close() {
    closed = true;
    open.forEach(Runnable::run);
  }

  boolean isClosed() {
    return closed;
  }

  /** The control plane knows a key. */
  void protect(PublicKey key) {
    try {
      memory.protect(key);
    } catch (RuntimeException | Error e) {
      failures.record("the replay memory failed to protect " + key, e);
    }
  }
}
