package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** While eviction is paused, only requested sweeps run, whatever else would trigger one. */
class PausedEvictionFlowTest {
  private final RaceRig.Rig rig = new RaceRig.Rig();

  /** Starts a gateway with room for one peer, which every sweep would evict. */
  private Harness start() throws Exception {
    rig.setup.provisioning = ProvisioningOptions.builder().maxResidentPeers(1).build();
    rig.setup.policy =
        view ->
            view.peers().stream()
                .map(peer -> new Eviction(peer.key(), EvictionCause.IDLE))
                .toList();
    return rig.start();
  }

  private static PrivateKey resident(Harness h) {
    PrivateKey client = h.knownClient(1);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    h.time.advance(Duration.ofSeconds(1));
    return client;
  }

  @Test
  void knocksAtAFullDeviceSendNobodyAway() throws Exception {
    try (Harness h = start()) {
      h.orchestrator.pauseEviction();
      PrivateKey resident = resident(h);
      PrivateKey knocking = h.knownClient(2);
      for (int i = 0; i < 30; i++) {
        h.sendAndRun(knocking);
        h.pass(Duration.ofSeconds(5));
      }

      assertThat(h.count(Outcome.AT_CAPACITY)).isPositive();
      assertThat(h.events(JitEvent.SweepCompleted.class)).isEmpty();
      assertThat(h.isResident(resident.publicKey())).isTrue();
    }
  }

  @Test
  void theFirstKnockAfterItMakesRoom() throws Exception {
    try (Harness h = start()) {
      h.orchestrator.pauseEviction();
      PrivateKey resident = resident(h);
      PrivateKey knocking = h.knownClient(2);
      h.pass(Duration.ofMinutes(5));
      h.sendAndRun(knocking);
      assertThat(h.isResident(resident.publicKey())).isTrue();

      h.orchestrator.resumeEviction();
      h.sendAndRun(knocking);
      assertThat(h.isResident(resident.publicKey())).as("it was swept away at once").isFalse();
      assertThat(h.sendAndRun(knocking).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    }
  }

  @Test
  void whoAsksForASweepGetsIt() throws Exception {
    try (Harness h = start()) {
      h.orchestrator.pauseEviction();
      PrivateKey resident = resident(h);
      h.pass(Duration.ofMinutes(5));

      assertThat(RaceRig.sweep(h).evicted()).containsEntry(EvictionCause.IDLE, 1);
      assertThat(h.isResident(resident.publicKey())).isFalse();
    }
  }
}
