package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three in ten calls of the store fail after they changed the device. Peers on the device that this
 * gateway asked for still belong to it.
 */
@Timeout(60)
class StoreFailsAfterActingTest {
  private static final int CLIENTS = 500;
  private static final Freshness DAY = Freshness.of(Duration.ofDays(1));

  private final Rig rig = new Rig();

  private Harness start(long seed) throws StoreException {
    rig.setup.seed = seed;
    Harness h = rig.start();
    h.orchestrator.pauseEviction();
    return h;
  }

  private void failSometimes(long seed) {
    Random random = new Random(seed);
    rig.store.failureAfterwards =
        () -> random.nextInt(10) < 3 ? new StoreException("the answer was lost") : null;
  }

  private void failNever() {
    rig.store.failureAfterwards = () -> null;
  }

  private void failAlways() {
    rig.store.failureAfterwards = () -> new StoreException("the answer was lost");
  }

  private static PeerConfig config(PublicKey key, int n, int psk) {
    byte[] secret = new byte[32];
    secret[0] = (byte) psk;
    PeerConfig.Builder config =
        PeerConfig.builder(key)
            .allowedIp(IpPrefix.parse("10." + n / 250 + "." + n % 250 + "." + psk + "/32"));
    return psk == 0
        ? config.build()
        : config.presharedKey(PresharedKey.ofBytes(secret)).persistentKeepaliveSeconds(psk).build();
  }

  private static List<PrivateKey> clients(Harness h) {
    List<PrivateKey> clients = new ArrayList<>();
    for (int n = 0; n < CLIENTS; n++) {
      PrivateKey client = h.newClient();
      h.control.put(config(client.publicKey(), n, 0), DAY);
      clients.add(client);
    }
    return clients;
  }

  private static Set<PublicKey> onDevice(Harness h, List<PrivateKey> clients) {
    return clients.stream()
        .map(PrivateKey::publicKey)
        .filter(h.store::contains)
        .collect(Collectors.toSet());
  }

  private static void assertAllOurs(Harness h, List<PrivateKey> clients) {
    List<ResidentPeer> resident = h.orchestrator.snapshot().hotSet();
    assertThat(resident).noneMatch(peer -> peer.origin() == PeerOrigin.FOREIGN);
    assertThat(resident.stream().map(ResidentPeer::key).collect(Collectors.toSet()))
        .isEqualTo(onDevice(h, clients));
  }

  private static void assertAsTheControlPlaneSays(Harness h, List<PrivateKey> clients, int psk) {
    for (int n = 0; n < CLIENTS; n++) {
      PublicKey key = clients.get(n).publicKey();
      PeerConfig wanted = config(key, n, psk);
      PeerConfig there = h.store.config(key).orElseThrow();
      assertThat(there.allowedIps()).isEqualTo(wanted.allowedIps());
      assertThat(there.presharedKey()).isEqualTo(wanted.presharedKey());
      assertThat(there.persistentKeepaliveSeconds()).isEqualTo(wanted.persistentKeepaliveSeconds());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasInstalledIsOursAtTheNextListing(long seed) throws Exception {
    try (Harness h = start(seed)) {
      List<PrivateKey> clients = clients(h);
      failSometimes(seed);
      clients.forEach(h::sendAndRun);
      assertThat(h.orchestrator.statistics().store().failures()).isBetween(100L, 200L);
      assertThat(h.orchestrator.snapshot().hotSet()).hasSizeLessThan(CLIENTS);

      RaceRig.sweep(h);
      assertThat(h.orchestrator.snapshot().hotSet()).hasSize(CLIENTS);
      assertAllOurs(h, clients);

      // Like all peers of this gateway, they are asked about and evicted when idle.
      h.orchestrator.resumeEviction();
      h.pass(Duration.ofMinutes(30));
      assertThat(onDevice(h, clients)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasRemovedIsGoneAndNothingIsLeftBehind(long seed) throws Exception {
    try (Harness h = start(seed)) {
      List<PrivateKey> clients = clients(h);
      clients.forEach(h::sendAndRun);
      failSometimes(seed);
      for (PrivateKey client : clients) {
        var unused = h.orchestrator.evict(client.publicKey());
        h.stages.runAll();
      }
      assertThat(h.orchestrator.statistics().store().failures()).isBetween(100L, 200L);

      RaceRig.sweep(h);
      RaceRig.sweep(h);
      assertAllOurs(h, clients);
      assertThat(h.orchestrator.snapshot().hotSet()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatWasChangedIsNobodyElsesDoing(long seed) throws Exception {
    try (Harness h = start(seed)) {
      List<PrivateKey> clients = clients(h);
      clients.forEach(h::sendAndRun);
      clients.forEach(client -> h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT));
      failSometimes(seed);
      for (int n = 0; n < CLIENTS; n++) {
        PublicKey key = clients.get(n).publicKey();
        h.control.put(config(key, n, 7), DAY);
        h.control.hint(key);
        h.pass(Duration.ofMillis(20));
      }
      h.pass(Duration.ofSeconds(20));
      RaceRig.sweep(h);
      h.pass(Duration.ofMinutes(2));
      RaceRig.sweep(h);
      failNever();
      h.pass(Duration.ofMinutes(5));

      assertThat(h.orchestrator.statistics().store().failures()).isPositive();
      assertThat(h.events(JitEvent.ForeignChange.class)).isEmpty();
      assertAllOurs(h, clients);
      assertAsTheControlPlaneSays(h, clients, 7);
    }
  }

  @Test
  void aChangeThatIsTakenBackIsTakenBackOnTheDeviceToo() throws Exception {
    try (Harness h = start(1)) {
      List<PrivateKey> clients = clients(h);
      clients.forEach(h::sendAndRun);
      failAlways();
      for (int n = 0; n < CLIENTS; n++) {
        PublicKey key = clients.get(n).publicKey();
        h.control.put(config(key, n, 7), DAY);
        h.control.hint(key);
      }
      h.pass(Duration.ofSeconds(20));
      failNever();
      for (int n = 0; n < CLIENTS; n++) {
        PublicKey key = clients.get(n).publicKey();
        h.control.put(config(key, n, 0), DAY);
        h.control.hint(key);
      }
      h.pass(Duration.ofMinutes(5));
      assertAsTheControlPlaneSays(h, clients, 0);
    }
  }

  @Test
  void aPeerThatSomebodyElseAddsMuchLaterIsTheirs() throws Exception {
    try (Harness h = start(1)) {
      PrivateKey client = h.knownClient(1);
      rig.store.installFailure = new StoreException("operation not permitted");
      h.sendAndRun(client);
      RaceRig.sweep(h);
      RaceRig.sweep(h);
      h.store.install(List.of(config(client.publicKey(), 1, 0)));
      RaceRig.sweep(h);
      assertThat(h.orchestrator.find(client.publicKey()).orElseThrow().origin())
          .isEqualTo(PeerOrigin.FOREIGN);
    }
  }

  @Test
  void aPeerThatSomebodyElseAddsRightAfterItWasEvictedIsTheirs() throws Exception {
    try (Harness h = start(1)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      RaceRig.sweep(h);
      var unused = h.orchestrator.evict(client.publicKey());
      h.stages.runAll();
      h.time.advance(Duration.ofSeconds(1));
      h.store.install(List.of(config(client.publicKey(), 1, 0)));
      h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      RaceRig.sweep(h);
      assertThat(h.orchestrator.find(client.publicKey()).orElseThrow().origin())
          .isEqualTo(PeerOrigin.FOREIGN);
    }
  }
}
