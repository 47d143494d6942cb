package io.jitpeers.internal.trace;

import io.jitpeers.event.Stage;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.ProvisioningTrace;
import io.jitpeers.trace.StageEnd;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls a tracer for one provisioning. The caller reports the beginning and the end of each stage
 * in order. This object passes the reports to the tracer in the same order, on the tracer's thread.
 * After the tracer has thrown an exception for a stage, only the end of the provisioning is passed
 * on, so that the tracer can release its resources.
 */
final class TracerCalls {
  private final Tracers tracers;
  private final TracerParty party;
  // Both fields are set and read by the tracer's thread. They are volatile because another thread
  // replaces the tracer's thread after a hang. The tracer need not be the cause of the hang,
  // because its thread may also call the config source.
  private volatile @Nullable ProvisioningTrace trace;
  private volatile boolean broken;

  TracerCalls(Tracers tracers, TracerParty party) {
    this.tracers = tracers;
    this.party = party;
  }

  void begin(ProvisioningStart start) {
    tracers.opened();
    boolean unused =
        tracers.execute(() -> party.call("begin a trace", t -> trace = t.begin(start)));
  }

  /**
   * Begins the stage LOOKUP. The lookup receives the header fields that the tracer returns. If the
   * tracer has its own thread, the lookup begins as soon as the tracer has returned. If the tracer
   * is called inline, the lookup does not begin yet, because the current thread may hold a lock.
   * The caller calls {@link #beginAtLatest} after it has released the lock.
   *
   * @param key a query builder, used only to check the header fields that the tracer returns
   * @return false if nothing was done, for example because the orchestrator is closed; the caller
   *     then begins the lookup itself
   */
  boolean began(PeerQuery.Builder key, TracedLookup lookup) {
    return tracers.execute(
        () -> {
          boolean unused =
              call(
                  "begin the trace of a lookup",
                  traced -> supply(key, lookup, traced.stageBegan(Stage.LOOKUP)));
          if (!tracers.isInline()) {
            lookup.begin();
          }
        });
  }

  /**
   * Called after {@link #began(PeerQuery.Builder, TracedLookup)}. If the tracer is called inline,
   * it has already returned, so this method begins the lookup. Otherwise this method sets a timer,
   * and the lookup begins when the tracer returns or when the timer expires, whichever is first.
   */
  void beginAtLatest(TracedLookup lookup, Function<Runnable, Scheduler.Cancellable> timers) {
    if (tracers.isInline()) {
      lookup.begin();
    } else {
      lookup.beginAtLatest(timers, tracers::late);
    }
  }

  /**
   * Passes the header fields to the lookup. Fields that cannot be sent count as a failure of the
   * tracer, but the trace continues.
   */
  private void supply(PeerQuery.Builder key, TracedLookup lookup, Map<String, String> fields) {
    boolean unused =
        party.call(
            "supply header fields that can be sent",
            tracer -> lookup.fields(key.traceContext(fields).build().traceContext()));
  }

  void began(Stage stage) {
    later("begin the trace of a stage", traced -> traced.stageBegan(stage));
  }

  void ended(StageEnd end) {
    later("end the trace of a stage", traced -> traced.stageEnded(end));
  }

  void ended(ProvisioningEnd end) {
    boolean accepted =
        tracers.execute(
            () -> {
              try {
                last(end);
              } finally {
                tracers.ended();
              }
            });
    if (!accepted) {
      tracers.ended();
    }
  }

  private void last(ProvisioningEnd end) {
    ProvisioningTrace traced = trace;
    trace = null;
    if (traced != null) {
      boolean unused = party.call("end a trace", tracer -> traced.ended(end));
    }
  }

  private void later(String what, Consumer<ProvisioningTrace> work) {
    boolean unused = tracers.execute(() -> call(what, work));
  }

  /**
   * Calls the trace for a stage. Returns false if there is no trace, or if this call or an earlier
   * call threw an exception.
   */
  private boolean call(String what, Consumer<ProvisioningTrace> work) {
    ProvisioningTrace traced = trace;
    if (traced == null || broken) {
      return false;
    }
    boolean returned = party.call(what, tracer -> work.accept(traced));
    if (!returned) {
      broken = true;
    }
    return returned;
  }
}
