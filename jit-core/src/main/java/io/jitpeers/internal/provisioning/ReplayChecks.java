package io.jitpeers.internal.provisioning;

import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the replay memory, which may be a plug-in's that asks over a network. Thread-safe. */
final class ReplayChecks {
  private static final Logger log = LoggerFactory.getLogger(ReplayChecks.class);

  private final ReplayMemory memory;
  private final Scheduler scheduler;
  private final Duration deadline;

  ReplayChecks(ReplayMemory memory, Scheduler scheduler, Duration deadline) {
    this.memory = memory;
    this.scheduler = scheduler;
    this.deadline = deadline;
  }

  /**
   * Uses an initiation's timestamp up.
   *
   * @return completes with whether it is newer than all before, in bounded time; exceptionally,
   *     which is logged, if that cannot be told. Complete already if the memory knows at once
   */
  CompletableFuture<Boolean> check(InitiationResult.Opened opened) {
    CompletableFuture<Boolean> answer;
    try {
      answer = memory.advance(opened.initiator(), opened.timestamp()).toCompletableFuture();
    } catch (RuntimeException | Error e) {
      log.error("the replay memory threw instead of failing its answer", e);
      return CompletableFuture.failedFuture(e);
    }
    return answer.isDone() && !answer.isCompletedExceptionally()
        ? answer
        : bounded(opened.initiator(), answer);
  }

  private CompletableFuture<Boolean> bounded(PublicKey key, CompletableFuture<Boolean> answer) {
    CompletableFuture<Boolean> bounded = new CompletableFuture<>();
    Scheduler.Cancellable timeout =
        scheduler.schedule(
            () ->
                bounded.completeExceptionally(
                    new TimeoutException("no answer of the replay memory within " + deadline)),
            deadline);
    var unused =
        answer.whenComplete(
            (isNewer, failure) -> {
              if (isNewer != null) {
                bounded.complete(isNewer);
              } else {
                bounded.completeExceptionally(
                    failure == null ? new NullPointerException("the answer is null") : failure);
              }
            });
    var unusedToo =
        bounded.whenComplete(
            (isNewer, failure) -> {
              timeout.cancel();
              if (failure != null && !bounded.isCancelled()) {
                log.warn("cannot tell whether an initiation of {} is a replay", key, failure);
              }
            });
    return bounded;
  }

  /** The control plane knows a key. */
  void protect(PublicKey key) {
    try {
      memory.protect(key);
    } catch (RuntimeException | Error e) {
      log.error("the replay memory failed to protect {}", key, e);
    }
  }
}
