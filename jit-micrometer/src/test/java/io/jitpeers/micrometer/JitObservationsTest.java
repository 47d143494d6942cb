package io.jitpeers.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.StageEnd;
import io.jitpeers.wireguard.PrivateKey;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names, keys and errors of the observations, without a tracing system. */
class JitObservationsTest {
  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final ProvisioningStart start =
      new ProvisioningStart(
          PrivateKey.generate(new SecureRandom()).publicKey(),
          ProvisioningStart.Trigger.WAKE_UP,
          true,
          Map.of(),
          Duration.ZERO);

  private ObservedProvisioning begin() {
    return new ObservedProvisioning(
        registry, new Conventions(JitObservations.PeerNames.NONE), start);
  }

  private static StageEnd end(Stage stage, StageEnd.Result result) {
    return new StageEnd(stage, result, Duration.ofNanos(12));
  }

  private static ProvisioningEnd end(Outcome outcome) {
    return new ProvisioningEnd(outcome, "a detail with 10.0.0.1", Duration.ofNanos(34));
  }

  @Test
  void theChildrenOfAProvisioningAreItsStages() {
    ObservedProvisioning observed = begin();
    assertThat(observed.stageBegan(Stage.LOOKUP)).as("nobody injects anything").isEmpty();
    observed.stageEnded(end(Stage.LOOKUP, StageEnd.Result.NOT_MODIFIED));
    observed.stageBegan(Stage.INSTALL);
    observed.stageEnded(end(Stage.INSTALL, StageEnd.Result.DONE));
    observed.stageBegan(Stage.RETURN);
    observed.stageEnded(end(Stage.RETURN, StageEnd.Result.DONE));
    observed.ended(end(Outcome.INSTALLED));

    TestObservationRegistryAssert.assertThat(registry)
        .hasNumberOfObservationsEqualTo(4)
        .hasObservationWithNameEqualTo("jit.lookup")
        .that()
        .hasParentObservation()
        .hasLowCardinalityKeyValue("result", "not.modified")
        .hasHighCardinalityKeyValue("took.ns", "12")
        .doesNotHaveError()
        .hasBeenStopped();
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("jit.install")
        .that()
        .hasParentObservation()
        .hasLowCardinalityKeyValue("result", "done")
        .hasBeenStopped();
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("jit.return")
        .that()
        .hasParentObservation()
        .hasBeenStopped();
    TestObservationRegistryAssert.assertThat(registry)
        .hasObservationWithNameEqualTo("jit.provisioning")
        .that()
        .doesNotHaveParentObservation()
        .hasLowCardinalityKeyValue("outcome", "installed")
        .hasLowCardinalityKeyValue("trigger", "wake_up")
        .hasLowCardinalityKeyValue("again", "true")
        .hasHighCardinalityKeyValue("took.ns", "34")
        .doesNotHaveHighCardinalityKeyValueWithKey("peer")
        .doesNotHaveHighCardinalityKeyValueWithKey("detail")
        .doesNotHaveError()
        .hasBeenStopped();
  }

  @ParameterizedTest
  @EnumSource(StageEnd.Result.class)
  void aStageHasAnErrorIfItsResultIsAFailure(StageEnd.Result result) {
    ObservedProvisioning observed = begin();
    observed.stageBegan(Stage.LOOKUP);
    observed.stageEnded(end(Stage.LOOKUP, result));

    var lookup =
        TestObservationRegistryAssert.assertThat(registry)
            .hasObservationWithNameEqualTo("jit.lookup")
            .that()
            .hasLowCardinalityKeyValue("result", result.label());
    if (result.isFailure()) {
      lookup.thenError().hasMessageStartingWith(result.label() + ": ");
    } else {
      lookup.doesNotHaveError();
    }
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void errorsAreWhatAnOperatorHasToLookAt(Outcome outcome) {
    ObservedProvisioning observed = begin();
    observed.ended(end(outcome));

    var whole =
        TestObservationRegistryAssert.assertThat(registry)
            .hasObservationWithNameEqualTo("jit.provisioning")
            .that()
            .hasLowCardinalityKeyValue("outcome", outcome.label());
    switch (outcome) {
      case LOOKUP_TIMEOUT,
          LOOKUP_UNAVAILABLE,
          LOOKUP_REJECTED,
          STORE_FAILED,
          CONFIG_REFUSED,
          PENDING_FULL,
          AT_CAPACITY,
          REPLAY_UNKNOWN,
          CLOSED,
          INTERNAL_ERROR ->
          whole.thenError().hasMessage(outcome.label() + ": " + outcome.sentence());
      default -> whole.doesNotHaveError();
    }
  }

  @Test
  void aConventionOfTheRegistryReplacesTheNames() {
    registry
        .observationConfig()
        .observationConvention(
            new GlobalObservationConvention<ProvisioningContext>() {
              @Override
              public boolean supportsContext(Observation.Context context) {
                return context instanceof ProvisioningContext;
              }

              @Override
              public String getName() {
                return "vpn.first.packet";
              }

              @Override
              public KeyValues getLowCardinalityKeyValues(ProvisioningContext context) {
                return KeyValues.of("ended", Boolean.toString(context.end().isPresent()));
              }
            });
    begin().ended(end(Outcome.INSTALLED));

    TestObservationRegistryAssert.assertThat(registry)
        .hasSingleObservationThat()
        .hasNameEqualTo("vpn.first.packet")
        .hasLowCardinalityKeyValue("ended", "true");
  }

  @Test
  void theTimersOfOneNameHaveTheSameKeysWhateverTheOutcome() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    begin().ended(end(Outcome.INSTALLED));
    begin().ended(end(Outcome.STORE_FAILED));
    ObservedProvisioning open = begin();

    assertThat(meters.get("jit.provisioning").timers())
        .hasSize(2)
        .allSatisfy(
            timer ->
                assertThat(timer.getId().getTags())
                    .extracting(tag -> tag.getKey())
                    .containsExactly("again", "error", "outcome", "trigger"));
    assertThat(meters.get("jit.provisioning.active").longTaskTimer().activeTasks()).isOne();
    open.ended(end(Outcome.INSTALLED));
  }

  @Test
  void anOrchestratorIsObservedOnce() throws Exception {
    try (TracedGateway gateway =
        new TracedGateway().observed(registry, JitObservations.PeerNames.NONE)) {
      assertThatThrownBy(() -> new JitObservations(gateway.orchestrator, registry).close())
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
