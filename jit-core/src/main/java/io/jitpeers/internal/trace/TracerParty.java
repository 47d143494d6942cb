package io.jitpeers.internal.trace;

import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.Party;
import io.jitpeers.trace.ProvisioningTracer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A tracer whose calls are timed, and whose exceptions are logged and counted. Thread-safe. */
final class TracerParty {
  private final ProvisioningTracer tracer;
  private final LongAdder failures;
  private final Party party;
  private volatile boolean left;

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

  /** Makes all later calls do nothing. */
  void leave() {
    left = true;
  }

  /**
   * Calls the tracer or one of its traces. Returns false if the tracer threw an exception or was
   * removed.
   *
   * @param what the operation, as an infinitive without "to"
   */
  boolean call(String what, Consumer<ProvisioningTracer> work) {
    if (left) {
      return false;
    }
    Party.Call call = party.begin(what);
    try {
      work.accept(tracer);
      return true;
    } catch (RuntimeException | Error e) {
      failures.increment();
      party.threw(what, e);
      return false;
    } finally {
      boolean unused = call.end();
    }
  }
}
