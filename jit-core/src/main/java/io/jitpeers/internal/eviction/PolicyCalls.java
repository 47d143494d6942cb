package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks the policies where a sweep does not wait for them for ever. Until they have come back from
 * one sweep they are not asked in another, which does without them. Thread-safe.
 */
final class PolicyCalls {
  /** What they choose from is as old as the listing then, and may not be acted on. */
  private static final Duration PATIENCE = Sweep.LISTING_HOLDS;

  private final CronDependencies parts;
  private final SweepCounters counters;
  private final AtomicBoolean asking = new AtomicBoolean();

  PolicyCalls(CronDependencies parts, SweepCounters counters) {
    this.parts = parts;
    this.counters = counters;
  }

  /**
   * What they said.
   *
   * @param selected who is to go, in their order; the caller's own
   * @param failure what failed; null if nothing did
   * @param inTime whether they came back
   */
  record Answer(
      Map<Eviction, ResidentPeer> selected, @Nullable PolicyFailure failure, boolean inTime) {

    static Answer none(String why, Throwable cause) {
      return new Answer(new LinkedHashMap<>(), new PolicyFailure(why, cause), false);
    }

    private static Answer late(String why) {
      return none(why, new TimeoutException(why));
    }
  }

  /** Asks them. Completes in bounded time, exceptionally only if this library failed. */
  CompletableFuture<Answer> ask(HotSetView view) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (!asking.compareAndSet(false, true)) {
      boolean unused =
          answer.complete(
              Answer.late("the eviction policies have not come back from an earlier sweep"));
      return answer;
    }
    boolean handedOver = false;
    try {
      Scheduler.Cancellable timer = parts.scheduler().schedule(() -> tooLate(answer), PATIENCE);
      parts.policyExecutor().execute(() -> ask(view, answer, timer));
      handedOver = true;
    } catch (RuntimeException | Error e) {
      boolean unused =
          answer.complete(Answer.none("the eviction policies could not be asked: " + e, e));
    } finally {
      if (!handedOver) {
        asking.set(false);
      }
    }
    return answer;
  }

  private static void tooLate(CompletableFuture<Answer> answer) {
    boolean unused =
        answer.complete(Answer.late("the eviction policies did not come back within " + PATIENCE));
  }

  private void ask(HotSetView view, CompletableFuture<Answer> answer, Scheduler.Cancellable timer) {
    Answer said = null;
    Throwable failure = null;
    try {
      PolicySelections selections = new PolicySelections(parts.policy(), view, counters);
      said = new Answer(selections.ask(), selections.failure(), true);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    timer.cancel();
    // Before anybody hears of it, and sweeps again.
    asking.set(false);
    boolean unused =
        failure == null ? answer.complete(said) : answer.completeExceptionally(failure);
  }
}
