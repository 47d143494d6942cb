package io.jitpeers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketOutcome;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each observation that started is stopped, whatever a handler does. Otherwise the meters of active
 * observations keep it for ever.
 */
class StoppedObservationsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ObservationRegistry registry = ObservationRegistry.create();

  /** Runs when an observation starts. */
  private interface OnStart extends ObservationHandler<Observation.Context> {
    @Override
    void onStart(Observation.Context context);

    @Override
    default boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  /** Provisions two peers, and returns how many observations are active after the close. */
  private int activeAfter(OnStart handler, int expectedFailures) throws Exception {
    registry
        .observationConfig()
        .observationHandler(new DefaultMeterObservationHandler(meters))
        .observationHandler(handler);
    try (TracedGateway gateway = new TracedGateway().started(registry)) {
      for (int i = 0; i < 2; i++) {
        assertThat(gateway.send(gateway.newClient())).isEqualTo(PacketOutcome.INSTALLED);
      }
      gateway.orchestrator.close();
      assertThat(gateway.traceparents).containsOnly("");
      assertThat(gateway.orchestrator.statistics().listenerFailures()).isEqualTo(expectedFailures);
    }
    assertThat(meters.find("jit.provisioning.active").longTaskTimers()).isNotEmpty();
    return meters.getMeters().stream()
        .filter(LongTaskTimer.class::isInstance)
        .mapToInt(timer -> ((LongTaskTimer) timer).activeTasks())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user=M\u00fcller"})
  void afterHeaderFieldsThatCannotBeSent(String baggage) throws Exception {
    OnStart propagation =
        context -> {
          if (context instanceof LookupContext lookup) {
            Objects.requireNonNull(lookup.getCarrier()).put("baggage", baggage);
          }
        };

    assertThat(activeAfter(propagation, 2)).isZero();
    assertThat(meters.get("jit.lookup").timer().count()).isEqualTo(2);
    assertThat(meters.get("jit.install").timer().count()).isEqualTo(2);
    assertThat(meters.get("jit.provisioning").timer().count()).isEqualTo(2);
  }

  @Test
  void afterAHandlerThatThrowsWhenAStageStarts() throws Exception {
    OnStart broken =
        context -> {
          if (!(context instanceof ProvisioningContext)) {
            throw new IllegalStateException("on purpose");
          }
        };

    assertThat(activeAfter(broken, 2)).isZero();
    assertThat(meters.get("jit.provisioning").timer().count()).isEqualTo(2);
  }

  @Test
  void afterAHandlerThatThrowsWhenAProvisioningStarts() throws Exception {
    OnStart broken =
        context -> {
          throw new IllegalStateException("on purpose");
        };

    assertThat(activeAfter(broken, 2)).isZero();
    assertThat(meters.find("jit.lookup").timer()).isNull();
  }
}
