package io.jitpeers.micrometer;

import io.jitpeers.event.Stage;
import io.jitpeers.micrometer.JitObservations.PeerNames;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.StageEnd;
import io.jitpeers.wireguard.ShortKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.Locale;
import java.util.Optional;

/** The default names and keys of observations. {@link JitObservations} lists them. Immutable. */
final class Conventions {
  private static final String UNKNOWN = "none";

  private final ObservationConvention<ProvisioningContext> provisioning;
  private final ObservationConvention<LookupContext> lookup = new OfLookup();
  private final ObservationConvention<StageContext> install = new OfStage(Stage.INSTALL);
  private final ObservationConvention<StageContext> giveBack = new OfStage(Stage.RETURN);

  Conventions(PeerNames peerNames) {
    this.provisioning = new OfProvisioning(peerNames);
  }

  ObservationConvention<ProvisioningContext> provisioning() {
    return provisioning;
  }

  ObservationConvention<LookupContext> lookup() {
    return lookup;
  }

  ObservationConvention<StageContext> of(Stage stage) {
    return stage == Stage.INSTALL ? install : giveBack;
  }

  private record OfProvisioning(PeerNames peerNames)
      implements ObservationConvention<ProvisioningContext> {
    @Override
    public String getName() {
      return "jit.provisioning";
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ProvisioningContext;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ProvisioningContext context) {
      return KeyValues.of(
          KeyValue.of("again", Boolean.toString(context.start().again())),
          KeyValue.of("outcome", context.end().map(end -> end.outcome().label()).orElse(UNKNOWN)),
          KeyValue.of("trigger", context.start().trigger().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ProvisioningContext context) {
      KeyValues all =
          KeyValues.of("since.capture.ns", nanos(context.start().sinceCapture().toNanos()));
      for (var earlier : context.start().earlier().entrySet()) {
        all = all.and(earlier.getKey().label() + ".ns", nanos(earlier.getValue().toNanos()));
      }
      Optional<ProvisioningEnd> end = context.end();
      if (end.isPresent()) {
        all = all.and("took.ns", nanos(end.get().took().toNanos()));
      }
      if (peerNames == PeerNames.SHORT_KEYS) {
        all = all.and("peer", ShortKeys.of(context.start().key()));
        if (end.isPresent()) {
          all = all.and("detail", ShortKeys.in(end.get().detail()));
        }
      }
      return all;
    }
  }

  private static final class OfLookup implements ObservationConvention<LookupContext> {
    @Override
    public String getName() {
      return nameOf(Stage.LOOKUP);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof LookupContext;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(LookupContext context) {
      return result(context.end());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(LookupContext context) {
      return took(context.end());
    }
  }

  private record OfStage(Stage stage) implements ObservationConvention<StageContext> {
    @Override
    public String getName() {
      return nameOf(stage);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof StageContext of && of.stage() == stage;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(StageContext context) {
      return result(context.end());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(StageContext context) {
      return took(context.end());
    }
  }

  private static String nameOf(Stage stage) {
    return "jit." + stage.label();
  }

  private static KeyValues result(Optional<StageEnd> end) {
    return KeyValues.of("result", end.map(known -> known.result().label()).orElse(UNKNOWN));
  }

  private static KeyValues took(Optional<StageEnd> end) {
    return end.map(known -> KeyValues.of("took.ns", nanos(known.took().toNanos())))
        .orElse(KeyValues.empty());
  }

  private static String nanos(long value) {
    return Long.toString(value);
  }
}
