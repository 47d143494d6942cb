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
 * Calls the eviction policies on a separate thread, so that a sweep waits for them only for a
 * bounded time. If the policies have not returned from an earlier sweep's call, a sweep proceeds
 * without them. Thread-safe.
 */
final class PolicyCalls {
  /** The longest wait for the policies. After that time, the listing is too old to act on. */
  private static final Duration PATIENCE = Sweep.LISTING_HOLDS;

  private final CronDependencies parts;
  private final SweepCounters counters;
  private final AtomicBoolean asking = new AtomicBoolean();

  PolicyCalls(CronDependencies parts, SweepCounters counters) {
    this.parts = parts;
    this.counters = counters;
  }

  /**
   * The policies' answer.
   *
   * @param selected the evictions to make, in the policies' order; the caller may change the map
   * @param failure the failure of the policies; null if none failed
   * @param inTime whether the policies returned in time
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

  /**
   * Calls the policies. The future completes in bounded time. It completes exceptionally only if
   * this library itself fails; a policy's failure is part of the {@link Answer}.
   *
   * @param returned runs once: when the policies have returned, or immediately if they are not
   *     called; if the policies return too late, it runs after the future has completed
   */
  CompletableFuture<Answer> ask(HotSetView view, Runnable returned) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (!asking.compareAndSet(false, true)) {
      boolean unused =
          answer.complete(
              Answer.late("the eviction policies have not returned from an earlier sweep"));
      returned.run();
      return answer;
    }
    boolean handedOver = false;
    try {
      Scheduler.Cancellable timer = parts.scheduler().schedule(() -> tooLate(answer), PATIENCE);
      parts.policyExecutor().execute(() -> ask(view, answer, timer, returned));
      handedOver = true;
    } catch (RuntimeException | Error e) {
      boolean unused =
          answer.complete(Answer.none("the eviction policies could not be asked: " + e, e));
    } finally {
      if (!handedOver) {
        asking.set(false);
        returned.run();
      }
    }
    return answer;
  }

  private static void tooLate(CompletableFuture<Answer> answer) {
    boolean unused =
        answer.complete(Answer.late("the eviction policies did not return within " + PATIENCE));
  }

  private void ask(
      HotSetView view,
      CompletableFuture<Answer> answer,
      Scheduler.Cancellable timer,
      Runnable returned) {
    Answer said = null;
    Throwable failure = null;
    try {
      PolicySelections selections = new PolicySelections(parts.policy(), view, counters);
      said = new Answer(selections.ask(), selections.failure(), true);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    returned.run();
    timer.cancel();
    // Reset before the answer completes, because its completion may begin the next sweep.
    asking.set(false);
    boolean unused =
        failure == null ? answer.complete(said) : answer.completeExceptionally(failure);
  }
}
