package io.jitpeers;

import static io.jitpeers.RaceRig.idle;
import static io.jitpeers.RaceRig.idlePaused;
import static io.jitpeers.RaceRig.newKey;
import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.eviction.SweepReport.HoldReason;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which peers a whole orchestrator evicts, and which it keeps. */
class EvictionFlowTest {

  @Test
  void theScheduleEvictsAnIdlePeerAndItsNextHandshakeBringsItBack() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idle(new Rig(), client)) {
      assertThat(h.store.contains(client.publicKey())).isFalse();
      assertThat(h.events(JitEvent.PeerEvicted.class))
          .containsExactly(
              new JitEvent.PeerEvicted(
                  client.publicKey(),
                  EvictionCause.IDLE,
                  new PeerReading(
                      Harness.CLIENT, Instant.parse("2026-01-01T00:00:00.001Z"), 148, 92)));

      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(h.store.contains(client.publicKey())).isTrue();
    }
  }

  @Test
  void nobodyIsEvictedWhileTheControlPlaneCannotGiveThemBack() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idlePaused(new Rig(), client)) {
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.sendAndRun(h.newClient());

      assertThat(sweep(h).heldBack()).containsEntry(HoldReason.CONTROL_PLANE_UNREACHABLE, 1);
      assertThat(h.store.contains(client.publicKey())).isTrue();

      h.control.answeringAtOnce();
      assertThat(sweep(h).evicted()).containsEntry(EvictionCause.IDLE, 1);
    }
  }

  @Test
  void aClientThatOnlyKeepsAliveIsIdleAndGoesOnceTheFloorIsWaived() throws Exception {
    Rig rig = new Rig();
    rig.setup.eviction =
        EvictionOptions.builder().acceptSessionLoss().losslessFloor(Duration.ZERO).build();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      for (int minutes = 0; minutes < 10; minutes += 2) {
        h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
        h.store.transferred(client.publicKey(), 5 * 32, 5 * 32);
        assertThat(sweep(h).evictedInAll()).isZero();
        h.time.advance(Duration.ofMinutes(2));
        h.sendAndRun(client);
      }
      h.time.advance(Duration.ofSeconds(20));
      assertThat(sweep(h).evicted()).containsEntry(EvictionCause.IDLE, 1);
    }
  }

  @Test
  void aLongRemovalStopsBeforeItsListingIsTooOldToTrust() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      List<PublicKey> keys = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        PrivateKey client = h.knownClient(i);
        h.sendAndRun(client);
        h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
        keys.add(client.publicKey());
      }
      sweep(h);
      h.time.advance(Duration.ofMinutes(11));
      Set<PublicKey> young = new HashSet<>();
      rig.store.duringRemove =
          () -> {
            if (young.isEmpty()) {
              h.time.advance(Duration.ofMinutes(1));
              // The gateway's side initiated these sessions, so no initiation is captured.
              keys.stream().filter(h.store::contains).forEach(young::add);
              young.forEach(key -> h.store.handshakeCompleted(key, Harness.CLIENT));
            }
          };
      SweepReport report = sweep(h);

      assertThat(young).isNotEmpty().allMatch(h.store::contains);
      assertThat(report.heldBack()).containsEntry(HoldReason.LISTING_TOO_OLD, young.size());
    }
  }

  @Test
  void aPinnedPeerStaysUntilItIsUnpinned() throws Exception {
    PrivateKey client = newKey();
    try (Harness h = idlePaused(new Rig(), client)) {
      h.orchestrator.pin(client.publicKey());
      assertThat(sweep(h).heldBack()).containsOnly(Map.entry(HoldReason.PINNED, 1));
      assertThat(h.store.contains(client.publicKey())).isTrue();
      h.orchestrator.unpin(client.publicKey());
      assertThat(sweep(h).evictedInAll()).isOne();
    }
  }
}
