package io.jitpeers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The data plane's calls of the store. */
class InMemoryPeerStoreTest extends InMemoryStoreFixture {
  @Test
  void countsACompletedHandshake() throws Exception {
    installAll(peer(1));
    Instant completed = time.wallTime();
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isTrue();
    time.advance(Duration.ofMinutes(1));

    PeerStatus status = statusOf(1);
    assertThat(status.latestHandshake()).isEqualTo(completed);
    assertThat(status.endpoint()).isEqualTo(CLIENT);
    assertThat(status.rxBytes()).isEqualTo(148);
    assertThat(status.txBytes()).isEqualTo(92);
    assertThat(list()).containsExactly(status);

    assertThat(memory.handshakeCompleted(key(1), ROAMED)).isTrue();
    assertThat(statusOf(1).latestHandshake()).isEqualTo(completed.plusSeconds(60));
    assertThat(statusOf(1).endpoint()).isEqualTo(ROAMED);
    assertThat(statusOf(1).rxBytes()).isEqualTo(2 * 148);
  }

  @Test
  void countsTraffic() throws Exception {
    installAll(peer(1));
    assertThat(memory.transferred(key(1), 1_000, 32)).isTrue();
    assertThat(memory.transferred(key(1), 1, 0)).isTrue();
    assertThat(statusOf(1).rxBytes()).isEqualTo(1_001);
    assertThat(statusOf(1).txBytes()).isEqualTo(32);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.transferred(key(1), -1, 0))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException().isThrownBy(() -> memory.transferred(key(1), 0, -7));
  }

  @Test
  void refusesTheDataPlaneAPeerThatIsNotThere() throws Exception {
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isFalse();
    assertThat(memory.transferred(key(1), 1, 1)).isFalse();
    installAll(peer(1));
    removeAll(key(1));
    assertThat(memory.handshakeCompleted(key(1), CLIENT)).isFalse();
    assertThat(memory.transferred(key(1), 1, 1)).isFalse();
    assertThat(memory.contains(key(1))).isFalse();
    assertThat(memory.status(key(1))).isEmpty();
    assertThat(memory.config(key(1))).isEmpty();
  }

  @Test
  void refusesAnEndpointThatCannotBeSentTo() throws Exception {
    installAll(peer(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                memory.handshakeCompleted(
                    key(1), InetSocketAddress.createUnresolved("client.invalid", 1)))
        .withMessageContaining("client.invalid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> memory.handshakeCompleted(key(1), new InetSocketAddress("192.0.2.1", 0)));
  }

  @Test
  void installingAgainKeepsTheSession() throws Exception {
    installAll(PeerConfig.builder(key(1)).endpoint(CLIENT).build(), peer(2));
    memory.handshakeCompleted(key(1), ROAMED);
    memory.transferred(key(1), 10, 20);
    PeerStatus before = statusOf(1);

    installAll(peer(1, "10.0.0.1/32"));

    PeerStatus after = statusOf(1);
    assertThat(after.latestHandshake()).isEqualTo(before.latestHandshake());
    assertThat(after.rxBytes()).isEqualTo(158);
    assertThat(after.txBytes()).isEqualTo(112);
    assertThat(after.endpoint()).isEqualTo(ROAMED);
    assertThat(after.allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void removingForgetsTheSession() throws Exception {
    installAll(peer(1));
    memory.handshakeCompleted(key(1), CLIENT);
    removeAll(key(1));
    installAll(peer(1));
    assertThat(statusOf(1).latestHandshake()).isNull();
    assertThat(statusOf(1).rxBytes()).isZero();
    assertThat(statusOf(1).endpoint()).isNull();
  }

  @Test
  void givesTheConfigThatIsInForce() throws Exception {
    PeerConfig wanted =
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "10.0.0.2/32"))
            .presharedKey(presharedKey(7))
            .endpoint(CLIENT)
            .persistentKeepaliveSeconds(25)
            .expiresAt(Instant.EPOCH)
            .build();
    installAll(wanted);
    assertThat(memory.config(key(1))).contains(wanted);

    installAll(peer(2, "10.0.0.1/32"));
    memory.handshakeCompleted(key(1), ROAMED);
    PeerConfig now = memory.config(key(1)).orElseThrow();
    assertThat(now.allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(now.endpoint()).contains(ROAMED);
  }

  @Test
  void keepsPresharedKeysApart() throws Exception {
    PresharedKey given = presharedKey(7);
    installAll(PeerConfig.builder(key(1)).presharedKey(given).build());
    given.destroy();
    PresharedKey taken = memory.config(key(1)).flatMap(PeerConfig::presharedKey).orElseThrow();
    assertThat(taken).isEqualTo(presharedKey(7));
    removeAll(key(1));
    assertThat(taken).isEqualTo(presharedKey(7));
  }

  @Test
  void aDestroyedPresharedKeyFailsItsPeerAlone() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    PresharedKey destroyed = presharedKey(7);
    destroyed.destroy();
    BatchResult result =
        memory.install(
            List.of(
                PeerConfig.builder(key(1))
                    .allowedIps(prefixes("10.0.0.9/32"))
                    .presharedKey(destroyed)
                    .build(),
                PeerConfig.builder(key(2)).presharedKey(destroyed).build(),
                peer(3)));
    assertThat(result.failures()).containsOnlyKeys(key(1), key(2));
    assertThat(statusOf(1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(memory.contains(key(2))).isFalse();
    assertThat(memory.contains(key(3))).isTrue();
  }

  @Test
  void aRepeatedAllowedIpHasItsLastPlace() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "10.0.0.2/32", "10.0.0.1/32"));
    assertThat(statusOf(1).allowedIps()).isEqualTo(prefixes("10.0.0.2/32", "10.0.0.1/32"));
  }

  @Test
  void aFailedPeerTakesNoAllowedIps() throws Exception {
    InMemoryPeerStore limited = builder().maxPeers(1).build();
    limited.install(List.of(peer(1, "10.0.0.1/32")));
    BatchResult result = limited.install(List.of(peer(2, "10.0.0.1/32")));
    assertThat(result.failures().get(key(2)))
        .hasMessageContaining("wg-test")
        .hasMessageContaining("1 peers");
    assertThat(limited.peerFor(InetAddress.getByName("10.0.0.1"))).contains(key(1));
    assertThat(limited.install(List.of(PeerConfig.builder(deviceKey()).build())))
        .isEqualTo(BatchResult.SUCCESS);
  }

  @Test
  void findsThePeerWithTheLongestPrefix() throws Exception {
    installAll(
        peer(1, "0.0.0.0/0", "::/0"),
        peer(2, "10.0.0.0/8", "fd00::/16"),
        peer(3, "10.0.0.1/32", "fd00::1/128"));
    assertThat(holder("192.0.2.1")).contains(key(1));
    assertThat(holder("2001:db8::1")).contains(key(1));
    assertThat(holder("10.9.9.9")).contains(key(2));
    assertThat(holder("fd00::9")).contains(key(2));
    assertThat(holder("10.0.0.1")).contains(key(3));
    assertThat(holder("fd00::1")).contains(key(3));
    removeAll(key(1), key(3));
    assertThat(holder("192.0.2.1")).isEmpty();
    assertThat(holder("10.0.0.1")).contains(key(2));
  }

  @Test
  void anAddressThatMovesAlwaysHasAHolder() throws Exception {
    installAll(peer(1, "10.0.0.1/32"), peer(2));
    InetAddress address = InetAddress.getByName("10.0.0.1");
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch looking = new CountDownLatch(1);
    FutureTask<Integer> misses =
        new FutureTask<>(
            () -> {
              int count = 0;
              while (!done.get()) {
                count += memory.peerFor(address).isEmpty() ? 1 : 0;
                looking.countDown();
              }
              return count;
            });
    Thread reader = new Thread(misses);
    reader.start();
    try {
      assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5_000; i++) {
        installAll(peer(1 + i % 2, "10.0.0.1/32", "10.0.1." + i % 200 + "/32"));
      }
    } finally {
      done.set(true);
    }
    assertThat(misses.get(60, TimeUnit.SECONDS)).isZero();
  }
}
