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
 * The calls of a tracer for one provisioning. The caller makes the transitions in order; this
 * object makes the same calls in the same order on the tracer's thread. After an exception of the
 * tracer, it makes no further call.
 */
final class TracerCalls {
  private final Tracers tracers;
  private final TracerParty party;
  // Set and read on the tracer's thread, except for a thread that replaces it after a hang. By then
  // the tracer is removed, and the field no longer matters.
  private @Nullable ProvisioningTrace trace;

  TracerCalls(Tracers tracers, TracerParty party) {
    this.tracers = tracers;
    this.party = party;
  }

  void begin(ProvisioningStart start) {
    tracers.opened();
    boolean unused =
        tracers.execute(() -> trace = party.call("begin a trace", t -> t.begin(start)));
  }

  /**
   * Begins the stage LOOKUP. When the tracer has returned the header fields, the lookup gets them,
   * and begins unless the calls are inline: then the caller may hold a lock.
   *
   * @param key checks the header fields
   * @return false if the tracer is not called, because of a close
   */
  boolean began(PeerQuery.Builder key, TracedLookup lookup) {
    return tracers.execute(
        () -> {
          lookup.fields(fields(key));
          if (!tracers.isInline()) {
            lookup.begin();
          }
        });
  }

  /** Begins a lookup after {@link #began(PeerQuery.Builder, TracedLookup)}, at the latest later. */
  void beginAtLatest(TracedLookup lookup, Function<Runnable, Scheduler.Cancellable> timers) {
    if (tracers.isInline()) {
      lookup.begin();
    } else {
      lookup.beginAtLatest(timers, tracers::late);
    }
  }

  private Map<String, String> fields(PeerQuery.Builder key) {
    Map<String, String> fields =
        call(
            "begin the trace of a lookup",
            traced -> key.traceContext(traced.stageBegan(Stage.LOOKUP)).build().traceContext());
    return fields == null ? Map.of() : fields;
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
                Object unused = call("end a trace", done(traced -> traced.ended(end)));
              } finally {
                tracers.ended();
              }
            });
    if (!accepted) {
      tracers.ended();
    }
  }

  private void later(String what, Consumer<ProvisioningTrace> work) {
    boolean unused = tracers.execute(() -> call(what, done(work)));
  }

  private static Function<ProvisioningTrace, Object> done(Consumer<ProvisioningTrace> work) {
    return traced -> {
      work.accept(traced);
      return traced;
    };
  }

  private <T> @Nullable T call(String what, Function<ProvisioningTrace, T> work) {
    ProvisioningTrace traced = trace;
    T result = traced == null ? null : party.call(what, tracer -> work.apply(traced));
    if (result == null) {
      trace = null;
    }
    return result;
  }
}
