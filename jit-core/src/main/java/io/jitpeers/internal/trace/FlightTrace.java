package io.jitpeers.internal.trace;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.recording.RecordedProvisioning;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.StageEnd;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows one provisioning for the tracer and for JDK Flight Recorder. Reports each stage at most
 * once and in order, even if several threads of the pipeline use this object at the same time.
 * Reports nothing after the provisioning has ended. Thread-safe; no method blocks.
 */
public final class FlightTrace {
  private final @Nullable TracerCalls calls;
  private final @Nullable RecordedProvisioning recorded;
  private final LongSupplier clock;
  // The following fields are guarded by this object.
  private PeerQuery.@Nullable Builder key;
  private long begunNanos;
  private @Nullable Stage stage;
  private long stageNanos;
  private boolean ended;

  FlightTrace(
      @Nullable TracerCalls calls, @Nullable RecordedProvisioning recorded, LongSupplier clock) {
    this.calls = calls;
    this.recorded = recorded;
    this.clock = clock;
  }

  /**
   * Begins the trace. Without this call, nothing is reported. If another thread has called {@link
   * #ended(Outcome, String)} before this call, this call does nothing, and nothing is reported.
   */
  public synchronized void begin(ProvisioningStart start) {
    if (ended) {
      return;
    }
    begunNanos = clock.getAsLong();
    key = PeerQuery.builder(start.key());
    if (recorded != null) {
      recorded.started(start);
    }
    if (calls != null) {
      calls.begin(start);
    }
  }

  /**
   * Begins the stage LOOKUP. If a tracer follows the provisioning, the lookup waits for the header
   * fields that the tracer returns. If they do not arrive within {@link Tracers#PATIENCE}, the
   * lookup begins without them.
   *
   * @param timers schedules the task that begins the lookup after {@link Tracers#PATIENCE}
   * @param ask asks the control plane with the tracer's header fields, or with an empty map if
   *     there are none; called once, on this or another thread
   */
  public void lookup(
      Function<Runnable, Scheduler.Cancellable> timers, Consumer<Map<String, String>> ask) {
    TracedLookup lookup = new TracedLookup(ask);
    TracerCalls traced;
    synchronized (this) {
      traced = opens(Stage.LOOKUP) && calls != null && began(calls, lookup) ? calls : null;
    }
    if (traced == null) {
      lookup.begin();
    } else {
      traced.beginAtLatest(lookup, timers);
    }
  }

  private synchronized boolean began(TracerCalls traced, TracedLookup lookup) {
    return key != null && traced.began(key, lookup);
  }

  /** Begins the stage INSTALL or RETURN. */
  public synchronized void began(Stage next) {
    if (opens(next) && calls != null) {
      calls.began(next);
    }
  }

  private synchronized boolean opens(Stage next) {
    if (ended || key == null || stage != null) {
      return false;
    }
    stage = next;
    stageNanos = clock.getAsLong();
    return true;
  }

  /** Ends a stage if it has begun and has not ended yet. */
  public synchronized void ended(Stage which, StageEnd.Result result) {
    if (stage == which) {
      close(which, result, clock.getAsLong());
    }
  }

  private synchronized void close(Stage which, StageEnd.Result result, long now) {
    StageEnd end = new StageEnd(which, result, Duration.ofNanos(now - stageNanos));
    stage = null;
    if (recorded != null) {
      recorded.stageEnded(end);
    }
    if (calls != null) {
      calls.ended(end);
    }
  }

  /**
   * Reports that the provisioning has ended; further calls do nothing. If a stage has not ended
   * yet, it is first reported as aborted.
   */
  public synchronized void ended(Outcome outcome, String detail) {
    if (ended || key == null) {
      ended = true;
      return;
    }
    ended = true;
    long now = clock.getAsLong();
    if (stage != null) {
      close(stage, StageEnd.Result.ABORTED, now);
    }
    if (recorded != null) {
      recorded.ended(outcome);
    }
    if (calls != null) {
      calls.ended(new ProvisioningEnd(outcome, detail, Duration.ofNanos(now - begunNanos)));
    }
  }
}
