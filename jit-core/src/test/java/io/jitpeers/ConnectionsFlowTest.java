package io.jitpeers;

import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitEvent.PeerConnected;
import io.jitpeers.event.JitEvent.PeerDisconnected;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a whole orchestrator reports that clients connect and disconnect. */
class ConnectionsFlowTest {
  private static final Duration SESSION = Duration.ofMinutes(3);

  /** Provisions a client, which completes its handshake; a sweep notices that. */
  private static PublicKey connect(Harness h, int number) throws Exception {
    PrivateKey client = h.knownClient(number);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    sweep(h);
    return client.publicKey();
  }

  private static int connected(Harness h) {
    return h.orchestrator.statistics().connected();
  }

  private static List<Disconnection> disconnections(Harness h) {
    return h.events(PeerDisconnected.class).stream().map(PeerDisconnected::reason).toList();
  }

  @Test
  void aClientConnectsWithItsHandshakeAndDisconnects180SecondsLater() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);

      assertThat(h.events(PeerConnected.class)).extracting(PeerConnected::key).containsExactly(key);
      assertThat(connected(h)).isEqualTo(1);

      h.time.advance(SESSION.minusNanos(1));
      sweep(h);
      assertThat(disconnections(h)).isEmpty();

      h.time.advance(Duration.ofNanos(1));
      sweep(h);
      assertThat(disconnections(h)).containsExactly(Disconnection.SILENT);
      assertThat(connected(h)).isZero();

      sweep(h);
      assertThat(disconnections(h)).as("told once").hasSize(1);
      assertThat(h.orchestrator.find(key)).as("still installed").isPresent();
    }
  }

  @Test
  void aClientThatWasSilentConnectsAgainThoughItsPeerStayed() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      h.time.advance(SESSION);
      sweep(h);

      h.store.handshakeCompleted(key, Harness.CLIENT);
      sweep(h);

      assertThat(h.events(PeerConnected.class)).hasSize(2);
      assertThat(h.events(JitEvent.PeerEstablished.class)).as("one installation").hasSize(1);
      assertThat(connected(h)).isEqualTo(1);
    }
  }

  /** An active client starts a new handshake after 120 s; a sweep may see it a minute later. */
  @Test
  void aClientThatRekeysNeverDisconnects() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      for (int i = 0; i < 30; i++) {
        h.time.advance(Duration.ofMinutes(2));
        h.store.handshakeCompleted(key, Harness.CLIENT);
        h.time.advance(Duration.ofSeconds(59));
        sweep(h);
      }

      assertThat(disconnections(h)).isEmpty();
      assertThat(h.events(PeerConnected.class)).hasSize(1);
    }
  }

  @Test
  void anEvictionOfALiveSessionDisconnects() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      var unused = h.orchestrator.evict(key);
      h.stages.runAll();

      assertThat(h.events(JitEvent.PeerEvicted.class)).hasSize(1);
      assertThat(disconnections(h)).containsExactly(Disconnection.EVICTED);
      assertThat(connected(h)).isZero();
    }
  }

  @Test
  void anEvictionAfterTheEndOfTheSessionIsNoSecondDisconnection() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      h.time.advance(SESSION);
      sweep(h);
      var unused = h.orchestrator.evict(key);
      h.stages.runAll();

      assertThat(disconnections(h)).containsExactly(Disconnection.SILENT);
    }
  }

  @Test
  void aPeerWithoutAHandshakeNeitherConnectsNorDisconnects() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      sweep(h);
      var unused = h.orchestrator.evict(client.publicKey());
      h.stages.runAll();

      assertThat(h.events(PeerConnected.class)).isEmpty();
      assertThat(disconnections(h)).isEmpty();
    }
  }

  @Test
  void aLivePeerThatAnotherProgramRemovedIsDisconnected() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      h.store.remove(List.of(key));
      sweep(h);
      assertThat(disconnections(h)).as("one listing proves nothing").isEmpty();
      sweep(h);

      assertThat(h.events(JitEvent.PeerLost.class)).hasSize(1);
      assertThat(disconnections(h)).containsExactly(Disconnection.LOST);
      assertThat(connected(h)).isZero();
    }
  }

  /** A new key ends each session, though the peers and their latest handshakes are still there. */
  @Test
  void aChangeOfTheDevicesKeyEndsAllSessionsWithoutAnEventForEach() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      h.store.changeKey(RaceRig.newKey());
      h.stages.runAll();
      sweep(h);

      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);
      assertThat(connected(h)).isZero();
      assertThat(disconnections(h)).isEmpty();

      h.time.advance(Duration.ofSeconds(20));
      h.store.handshakeCompleted(key, Harness.CLIENT);
      sweep(h);
      assertThat(h.events(PeerConnected.class)).as("connects anew").hasSize(2);
      assertThat(connected(h)).isEqualTo(1);
    }
  }

  @Test
  void aDeviceCreatedAnewDisconnectsNobodyByAnEvent() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      connect(h, 1);
      h.store.recreate(RaceRig.newKey());
      h.stages.runAll();
      sweep(h);

      assertThat(h.events(JitEvent.DeviceChanged.class)).hasSize(1);
      assertThat(disconnections(h)).isEmpty();
      assertThat(connected(h)).isZero();
    }
  }

  /** What a listing showed before it failed is known, so it is told. */
  @Test
  void aListingThatFailsInTheMiddleTellsWhatItShowed() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      rig.store.afterListing =
          () -> {
            throw new IllegalStateException("the listing failed");
          };
      var failed = h.orchestrator.evictNow();
      h.stages.runAll();
      assertThat(failed).isCompletedExceptionally();

      assertThat(h.events(PeerConnected.class)).hasSize(1);
      assertThat(connected(h)).isEqualTo(1);
      rig.store.afterListing = () -> {};
      sweep(h);
      assertThat(h.events(PeerConnected.class)).as("told once").hasSize(1);
    }
  }

  /** A removal in the middle of a listing comes after what the listing showed before. */
  @Test
  void aClientThatIsRevokedWhileTheListingShowsItConnectsAndDisconnectsInOrder() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      rig.store.afterListing =
          () -> {
            rig.store.afterListing = () -> {};
            var unused = h.orchestrator.evict(client.publicKey());
            h.stages.runAll();
          };
      sweep(h);

      List<JitEvent> told =
          h.events(JitEvent.class).stream()
              .filter(
                  event ->
                      event instanceof PeerConnected
                          || event instanceof JitEvent.PeerEvicted
                          || event instanceof PeerDisconnected)
              .toList();
      assertThat(told)
          .extracting(Object::getClass)
          .containsExactly(PeerConnected.class, JitEvent.PeerEvicted.class, PeerDisconnected.class);
      assertThat(connected(h)).isZero();
    }
  }
}
