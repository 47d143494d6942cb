package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The invariants that hold when the storm of a {@link Simulation} is over. */
final class CalmInvariants {
  private final Simulation simulation;

  CalmInvariants(Simulation simulation) {
    this.simulation = simulation;
  }

  void check() throws StoreException {
    Harness h = simulation.harness;
    List<TestPacket> packets = simulation.packets;
    List<TestPacket> replays = simulation.replays;
    JitStatistics statistics = h.orchestrator.statistics();
    assertThat(packets).extracting(TestPacket::outcome).doesNotContainNull();
    // A peer that an incorrect listing lost and found again is foreign, so the device judges its
    // initiations.
    assertThat(replays)
        .extracting(TestPacket::outcome)
        .isSubsetOf(PacketOutcome.REJECTED, PacketOutcome.ALREADY_RESIDENT);
    assertThat(statistics.received()).isEqualTo(packets.size() + replays.size());
    assertThat(statistics.outcomes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(statistics.received());
    assertThat(statistics.listenerFailures()).as("completed twice, or threw").isZero();
    assertThat(statistics.count(Outcome.INTERNAL_ERROR))
        .isLessThanOrEqualTo(StepInvariants.late(h));
    assertThat(statistics.pending()).isZero();
    assertThat(statistics.lookups().inFlight()).isZero();
    assertThat(statistics.lookups().waiting()).isZero();

    assertNothingIsOpen(statistics.revalidations());
    assertTheDeviceIsWhatTheControlPlaneSays();
    assertThat(statistics.resident()).as("somebody to look at").isPositive();

    for (PrivateKey client : simulation.clients) {
      TestPacket packet = h.sendAndRun(client);
      packets.add(packet);
      if (simulation.control.truth(client.publicKey()).isPresent()) {
        assertThat(packet.outcome())
            .as(() -> "a known client: " + h.events.get(h.events.size() - 1))
            .isIn(PacketOutcome.INSTALLED, PacketOutcome.ALREADY_RESIDENT);
        assertThat(h.store.contains(client.publicKey())).isTrue();
      } else {
        assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
      }
    }
    assertTheDeviceIsWhatTheControlPlaneSays();
  }

  private static void assertNothingIsOpen(JitStatistics.Revalidations revalidations) {
    assertThat(revalidations.open()).isZero();
    assertThat(revalidations.refusedNow()).isZero();
    assertThat(revalidations.heldNow()).isZero();
    assertThat(revalidations.brakeEngaged()).isFalse();
    // The calm advances in steps of a second, and one question is open at a time.
    assertThat(revalidations.mostOverdue().toSeconds()).isLessThan(15);
  }

  private void assertTheDeviceIsWhatTheControlPlaneSays() throws StoreException {
    Harness h = simulation.harness;
    Set<PublicKey> onTheDevice = new HashSet<>();
    h.store.list(status -> onTheDevice.add(status.publicKey()));
    Set<PublicKey> believed = new HashSet<>();
    h.orchestrator.snapshot().hotSet().forEach(peer -> believed.add(peer.key()));
    assertThat(believed).isEqualTo(onTheDevice);
    onTheDevice.removeIf(simulation::isForeign);
    for (PublicKey key : onTheDevice) {
      PeerConfig wanted = simulation.control.truth(key).orElse(null);
      assertThat(wanted).as("a resident peer that is unknown: %s", key).isNotNull();
      PeerConfig config = h.store.config(key).orElseThrow();
      assertThat(Set.copyOf(config.allowedIps()))
          .as("allowed IPs of %s", key)
          .isEqualTo(Set.copyOf(wanted.allowedIps()));
      assertThat(config.presharedKey()).isEqualTo(wanted.presharedKey());
      assertThat(config.persistentKeepaliveSeconds())
          .isEqualTo(wanted.persistentKeepaliveSeconds());
    }
  }
}
