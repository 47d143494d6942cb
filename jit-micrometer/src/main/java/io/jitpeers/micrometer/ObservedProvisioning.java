package io.jitpeers.micrometer;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.ProvisioningTrace;
import io.jitpeers.trace.StageEnd;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The observations of one provisioning. Opens no observation scope, because a provisioning and its
 * observations change threads. Not thread-safe; the orchestrator makes one call at a time.
 */
final class ObservedProvisioning implements ProvisioningTrace {
  /**
   * The outcomes that count as errors of an observation although their packet outcome is not {@link
   * PacketOutcome#FAILED}. An operator must act on each of these outcomes. Every outcome with the
   * packet outcome FAILED counts as an error too.
   */
  private static final Set<Outcome> OPERATORS_ERRORS =
      EnumSet.of(Outcome.CONFIG_REFUSED, Outcome.PENDING_FULL, Outcome.AT_CAPACITY);

  private final ObservationRegistry registry;
  private final Conventions conventions;
  private final ProvisioningContext context;
  private final Observation provisioning;
  private @Nullable StageContext stageContext;
  private @Nullable LookupContext lookupContext;
  private @Nullable Observation stage;

  ObservedProvisioning(
      ObservationRegistry registry, Conventions conventions, ProvisioningStart start) {
    this.registry = registry;
    this.conventions = conventions;
    this.context = new ProvisioningContext(start);
    this.provisioning =
        Observation.createNotStarted(null, conventions.provisioning(), () -> context, registry);
    try {
      provisioning.start();
    } catch (RuntimeException | Error e) {
      // Handlers that ran before the one that threw have begun their work. Only stopping the
      // observation ends that work.
      stopAfter(e, provisioning);
      throw e;
    }
  }

  private static void stopAfter(Throwable failure, Observation begun) {
    try {
      begun.stop();
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public Map<String, String> stageBegan(Stage which) {
    if (which == Stage.LOOKUP) {
      LookupContext lookup = new LookupContext();
      lookupContext = lookup;
      begin(Observation.createNotStarted(null, conventions.lookup(), () -> lookup, registry));
      return lookup.fields();
    }
    StageContext begun = new StageContext(which);
    stageContext = begun;
    begin(Observation.createNotStarted(null, conventions.of(which), () -> begun, registry));
    return Map.of();
  }

  private void begin(Observation next) {
    // The observation is stored before it starts, so that the end of the provisioning stops it even
    // if a handler throws.
    stage = next;
    next.parentObservation(provisioning).start();
  }

  @Override
  public void stageEnded(StageEnd end) {
    Observation ending = stage;
    if (ending == null) {
      return;
    }
    stage = null;
    if (end.stage() == Stage.LOOKUP && lookupContext != null) {
      lookupContext.ended(end);
    } else if (stageContext != null) {
      stageContext.ended(end);
    }
    if (end.result().isFailure()) {
      ending.error(new NotProvisioned(sentence(end)));
    }
    ending.stop();
  }

  private static String sentence(StageEnd end) {
    String why =
        switch (end.result()) {
          case TIMEOUT -> Outcome.LOOKUP_TIMEOUT.sentence();
          case UNAVAILABLE -> Outcome.LOOKUP_UNAVAILABLE.sentence();
          case REJECTED -> Outcome.LOOKUP_REJECTED.sentence();
          case NOT_ASKED -> "the control plane was not asked";
          default -> "the provisioning ended before the stage did";
        };
    return end.result().label() + ": " + why;
  }

  @Override
  public void ended(ProvisioningEnd end) {
    try {
      stopStage();
    } finally {
      stop(end);
    }
  }

  /**
   * Stops the observation of the open stage, if there is one. A stage can still be open at the end
   * of the provisioning: after a method of this object has thrown an exception, the orchestrator
   * reports only the end of the provisioning.
   */
  private void stopStage() {
    Observation open = stage;
    stage = null;
    if (open != null) {
      open.stop();
    }
  }

  private void stop(ProvisioningEnd end) {
    context.ended(end);
    Outcome outcome = end.outcome();
    if (outcome.packetOutcome() == PacketOutcome.FAILED || OPERATORS_ERRORS.contains(outcome)) {
      provisioning.error(new NotProvisioned(outcome.label() + ": " + outcome.sentence()));
    }
    provisioning.stop();
  }
}
