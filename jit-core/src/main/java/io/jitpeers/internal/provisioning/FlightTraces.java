package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.common.Deadlines;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.EarlierStages;
import io.jitpeers.internal.lookup.NotAskedException;
import io.jitpeers.internal.trace.FlightTrace;
import io.jitpeers.internal.trace.Tracers;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.StageEnd;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the traces of flights, and adds the stage LOOKUP to the traces. A flight is the attempt to
 * provision a pending peer. Thread-safe.
 */
final class FlightTraces implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlightTraces.class);

  private final Tracers tracers;
  private final Deadlines patience;
  private final PendingPeers pendingPeers;
  private final FailureLog failures;

  FlightTraces(Tracers tracers, Scheduler scheduler, TimeSource time, PendingPeers pendingPeers) {
    this.tracers = tracers;
    this.patience = new Deadlines(scheduler, time, Tracers.PATIENCE);
    this.pendingPeers = pendingPeers;
    this.failures = new FailureLog(log, time);
  }

  /** Begins the trace of a flight, if a tracer follows the flight. */
  void begin(PendingPeer flight) {
    FlightTrace trace = tracers.begin(flight.known);
    if (trace == null) {
      return;
    }
    flight.trace = trace;
    if (pendingPeers.isWanted(flight)) {
      trace.begin(start(flight, pendingPeers.demand(flight)));
    } else {
      // The flight has already ended, perhaps before its trace was set. So the trace is dropped.
      flight.trace = null;
    }
  }

  private static ProvisioningStart start(PendingPeer flight, Demand demand) {
    if (demand instanceof Demand.Initiation initiation) {
      long captured = initiation.packet().captureNanos();
      EarlierStages earlier = initiation.earlier();
      return new ProvisioningStart(
          flight.key,
          ProvisioningStart.Trigger.INITIATION,
          flight.again,
          earlier == null ? Map.of() : earlier.stages(captured),
          Duration.ofNanos(Math.max(0, flight.identifiedNanos - captured)));
    }
    return new ProvisioningStart(
        flight.key, ProvisioningStart.Trigger.WAKE_UP, flight.again, Map.of(), Duration.ZERO);
  }

  /**
   * Begins the stage LOOKUP.
   *
   * @param ask asks the control plane with the trace's header fields; called once, perhaps on
   *     another thread
   */
  void lookup(FlightTrace trace, Consumer<Map<String, String>> ask) {
    trace.lookup(this::timer, ask);
  }

  private Scheduler.Cancellable timer(Runnable task) {
    try {
      return patience.add(task);
    } catch (RuntimeException | Error e) {
      failures.record("no timer for a tracer; a lookup begins without trace context", e);
      task.run();
      return () -> {};
    }
  }

  /**
   * Closes the timer that bounds how long lookups wait for the header fields of their traces. After
   * that, a waiting lookup begins only if its header fields arrive.
   */
  @Override
  public void close() {
    patience.close();
  }

  /** Ends the stage LOOKUP of a flight, if the flight is traced. */
  static void answered(
      PendingPeer flight, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    if (flight.trace != null) {
      flight.ended(Stage.LOOKUP, result(answer, failure));
    }
  }

  private static StageEnd.Result result(@Nullable PeerLookup answer, @Nullable Throwable failure) {
    if (answer instanceof PeerLookup.Found) {
      return StageEnd.Result.FOUND;
    }
    if (answer instanceof PeerLookup.NotModified) {
      return StageEnd.Result.NOT_MODIFIED;
    }
    if (answer instanceof PeerLookup.NotFound) {
      return StageEnd.Result.NOT_FOUND;
    }
    Throwable cause = failure == null ? null : Causes.cause(failure);
    if (cause instanceof NotAskedException) {
      return StageEnd.Result.NOT_ASKED;
    }
    return cause instanceof LookupException known ? result(known) : StageEnd.Result.UNAVAILABLE;
  }

  private static StageEnd.Result result(LookupException failure) {
    if (!failure.wasAsked()) {
      return StageEnd.Result.NOT_ASKED;
    }
    return switch (failure.reason()) {
      case TIMEOUT -> StageEnd.Result.TIMEOUT;
      case UNAVAILABLE -> StageEnd.Result.UNAVAILABLE;
      case REJECTED -> StageEnd.Result.REJECTED;
    };
  }
}
