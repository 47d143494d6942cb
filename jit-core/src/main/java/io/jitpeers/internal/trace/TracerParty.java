package io.jitpeers.internal.trace;

import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.Party;
import io.jitpeers.trace.ProvisioningTracer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A tracer whose calls are timed, and whose exceptions are logged and counted. Thread-safe. */
final class TracerParty {
  private final ProvisioningTracer tracer;
  private final LongAdder failures;
  private final Party party;
  private volatile boolean left;

  /** A call of the tracer or of one of its traces. */
  interface Work<T> {
    @Nullable T with(ProvisioningTracer tracer);
  }

  TracerParty(
      ProvisioningTracer tracer,
      CallWatch watch,
      LongAdder failures,
      Consumer<TracerParty> whenHanging) {
    this.tracer = tracer;
    this.failures = failures;
    this.party =
        watch.party(
            "the tracer " + tracer.getClass().getName(),
            "traces are incomplete",
            () -> whenHanging.accept(this));
  }

  String name() {
    return party.name();
  }

  boolean calls(ProvisioningTracer other) {
    return tracer == other;
  }

  /** Ends all calls: from now on, calls do nothing. */
  void leave() {
    left = true;
  }

  /**
   * Calls the tracer. Returns null if it threw or was removed.
   *
   * @param what the operation, as an infinitive without "to"
   */
  <T> @Nullable T call(String what, Work<T> work) {
    if (left) {
      return null;
    }
    Party.Call call = party.begin(what);
    try {
      return work.with(tracer);
    } catch (RuntimeException | Error e) {
      failures.increment();
      party.threw(what, e);
      return null;
    } finally {
      boolean unused = call.end();
    }
  }
}
