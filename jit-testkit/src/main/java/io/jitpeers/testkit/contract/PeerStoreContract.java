package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of {@link PeerStore}. The test of an implementation extends this class and
 * creates a store, which is closed after each test.
 *
 * <p>Two points of the contract are easily missed. First, a preshared key of 32 zeros stands for no
 * preshared key, as in the kernel. After an install or update with this key, the peer has no
 * preshared key, and a listing reports none. Second, if an allowed IP moves to another peer, the
 * peer that loses the allowed IP keeps everything else: its preshared key, keepalive, endpoint and
 * other allowed IPs.
 */
@SuppressWarnings("exports") // JUnit is optional: the fakes work without it.
public abstract class PeerStoreContract extends PeerStoreUpdateContract {
  /** Creates a contract. */
  protected PeerStoreContract() {}

  @Test
  void namesItsDevice() throws Exception {
    assertThat(store().device().publicKey()).isEqualTo(deviceKey());
    assertThat(store().device().responderKey().publicKey()).isEqualTo(deviceKey());
    assertThat(store().device().listenPort()).isEqualTo(deviceListenPort());
    assertThat(store().device().name()).isNotBlank();
    assertThat(store().device().incarnation()).isEqualTo(store().device().incarnation());
  }

  @Test
  void isUsedAsBeforeOnceItsDeviceIsClaimed() throws Exception {
    store().claim();
    listsNothingOnAnEmptyDevice();
    assertThat(store().device().publicKey()).isEqualTo(deviceKey());
  }

  @Test
  void listsNothingOnAnEmptyDevice() throws Exception {
    List<PeerStatus> seen = new ArrayList<>();
    assertThat(store().list(seen::add)).isEqualTo(ListingResult.of(0, true));
    assertThat(seen).isEmpty();
  }

  @Test
  void warmingUpChangesNothing() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    store().warmUp(Duration.ofSeconds(1));
    assertThat(listByKey()).containsOnlyKeys(key(1));
    assertThat(status(listByKey(), 1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    removeAll(key(1));
    store().warmUp(Duration.ZERO);
    listsNothingOnAnEmptyDevice();
  }

  @Test
  void removesPeersAndNoOthers() throws Exception {
    installAll(peer(1), peer(2), peer(3), peer(4));
    removeAll(key(2), key(4));
    assertThat(listByKey()).containsOnlyKeys(key(1), key(3));
  }

  @Test
  void removingTheMissingSucceeds() throws Exception {
    installAll(peer(1));
    removeAll(key(9), key(1), key(8));
    removeAll(key(1));
    assertThat(listByKey()).isEmpty();
  }

  @Test
  void takesEmptyBatches() throws Exception {
    installAll(peer(1));
    assertThat(store().install(List.of())).isEqualTo(BatchResult.SUCCESS);
    assertThat(store().remove(List.of())).isEqualTo(BatchResult.SUCCESS);
    assertThat(listByKey()).containsOnlyKeys(key(1));
  }

  @Test
  void initiatesHandshakesOrSaysThatItCannot() throws Exception {
    InetSocketAddress endpoint = new InetSocketAddress("192.0.2.7", 51820);
    installAll(peer(1, "10.0.0.1/32"));
    if (!store().initiatesHandshakes()) {
      assertThatThrownBy(() -> store().initiateHandshake(key(1), endpoint, 0))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    for (int keepalive : new int[] {25, 0, 65_535}) {
      store().initiateHandshake(key(1), endpoint, keepalive);
      PeerStatus status = status(listByKey(), 1);
      assertThat(status.endpoint()).isEqualTo(endpoint);
      assertThat(status.persistentKeepaliveSeconds()).isEqualTo(keepalive);
      assertThat(status.allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    }
    // Initiating a handshake must not add an absent peer.
    store().initiateHandshake(key(2), endpoint, 25);
    assertThat(listByKey()).containsOnlyKeys(key(1));
    assertThatThrownBy(() -> store().initiateHandshake(key(1), endpoint, 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsInTheOrderOfInstallation() throws Exception {
    installAll(peer(3), peer(1), peer(2));
    installAll(peer(4), peer(1, "10.0.0.1/32"));
    removeAll(key(3));
    installAll(peer(3));
    assertThat(list())
        .extracting(PeerStatus::publicKey)
        .containsExactly(key(1), key(2), key(4), key(3));
  }

  @Test
  void listingTwiceGivesTheSame() throws Exception {
    installAll(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "fd00::1/128"))
            .presharedKey(presharedKey(1))
            .endpoint(new InetSocketAddress("192.0.2.9", 9))
            .build(),
        peer(2, "10.0.0.2/32"));
    List<PeerStatus> first = list();
    assertThat(first).hasSize(2);
    assertThat(list()).isEqualTo(first);
  }

  @Test
  void holdsAThousandPeers() throws Exception {
    List<PeerConfig> configs =
        IntStream.range(0, 1_000)
            .mapToObj(
                i ->
                    PeerConfig.builder(key(i))
                        .allowedIps(
                            prefixes(
                                "10.1." + (i >> 8) + "." + (i & 255) + "/32",
                                "fd00::" + Integer.toHexString(i) + "/128"))
                        .build())
            .toList();
    assertThat(store().install(configs)).isEqualTo(BatchResult.SUCCESS);

    List<PeerStatus> listed = list();
    assertThat(listed).hasSize(1_000);
    for (int i = 0; i < configs.size(); i++) {
      assertThat(listed.get(i).publicKey()).isEqualTo(configs.get(i).publicKey());
      assertThat(listed.get(i).allowedIps())
          .containsExactlyInAnyOrderElementsOf(configs.get(i).allowedIps());
    }

    assertThat(store().remove(configs.subList(0, 999).stream().map(PeerConfig::publicKey).toList()))
        .isEqualTo(BatchResult.SUCCESS);
    assertThat(listByKey()).containsOnlyKeys(key(999));
  }

  /**
   * If an install exceeds the device's maximum number of peers, the store reports a failure for
   * each peer beyond the maximum, and for no other peer. A subclass overrides this test if a test
   * cannot reach the maximum.
   *
   * @throws Exception if the store throws an exception
   */
  @Test
  protected void reportsTheFailureOfEachPeer() throws Exception {
    Optional<PeerStore> limited = createStoreLimitedTo(2);
    assumeTrue(limited.isPresent(), "the device's limit cannot be reached here");
    reopen(limited.get());

    installAll(peer(1), peer(2, "10.0.0.2/32"));
    BatchResult result = store().install(List.of(peer(3, "10.0.0.2/32"), peer(4)));
    installAll(peer(1, "10.0.0.1/32"));

    assertThat(result.failures()).containsOnlyKeys(key(3), key(4));
    assertThat(result.failures().get(key(3))).hasMessageContaining(key(3).toBase64());
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers).containsOnlyKeys(key(1), key(2));
    assertThat(status(peers, 1).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(status(peers, 2).allowedIps())
        .as("what the peer that failed wanted")
        .isEqualTo(prefixes("10.0.0.2/32"));

    removeAll(key(1));
    installAll(peer(3));
    assertThat(listByKey()).containsOnlyKeys(key(2), key(3));
  }

  @Test
  void visitsThePeersThatItLists() throws Exception {
    installAll(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "fd00::1/128", "10.1.0.0/16"))
            .endpoint(new InetSocketAddress("2001:db8::7", 51_820))
            .persistentKeepaliveSeconds(25)
            .build(),
        PeerConfig.builder(key(2)).build(),
        PeerConfig.builder(key(3))
            .allowedIps(prefixes("0.0.0.0/0"))
            .endpoint(new InetSocketAddress("203.0.113.7", 1))
            .build());
    installAll(
        IntStream.range(10, 300).mapToObj(PeerStoreContract::peer).toArray(PeerConfig[]::new));
    List<PeerStatus> visited = new ArrayList<>();
    ListingResult result =
        store()
            .visit(
                peer -> {
                  assertAgreesWithItsStatus(peer);
                  visited.add(peer.toStatus());
                });
    assertThat(result).isEqualTo(ListingResult.of(293, true));
    assertThat(visited).isEqualTo(list());
  }

  private static void assertAgreesWithItsStatus(ListedPeer peer) {
    PeerStatus status = peer.toStatus();
    assertThat(peer.keyHash()).isEqualTo(status.publicKey().hashCode());
    assertThat(peer.hasKey(status.publicKey())).isTrue();
    assertThat(peer.hasKey(key(9_999))).isFalse();
    assertThat(peer.endpointPort()).isEqualTo(status.endpointPort());
    for (int address : new int[] {0, 0xCB007107}) {
      assertThat(peer.isAtIpv4(address)).isEqualTo(status.isAtIpv4(address));
    }
    for (long low : new long[] {0, 7}) {
      assertThat(peer.isAtIpv6(0x20010DB8L << 32, low, 0))
          .isEqualTo(status.isAtIpv6(0x20010DB8L << 32, low, 0));
    }
    assertThat(peer.handshakeStamp()).isEqualTo(status.handshakeStamp());
    assertThat(peer.allowedIpCount()).isEqualTo(status.allowedIps().size());
    assertThat(status.allowedIps()).allMatch(peer::hasAllowedIp);
    assertThat(peer.hasAllowedIp(prefixes("10.1.0.0/17").get(0))).isFalse();
  }

  @Test
  void survivesAConsumerThatThrows() throws Exception {
    installAll(
        IntStream.range(0, 300).mapToObj(PeerStoreContract::peer).toArray(PeerConfig[]::new));
    RuntimeException thrown = new IllegalStateException("the consumer's own");
    assertThatThrownBy(
            () ->
                store()
                    .list(
                        status -> {
                          throw thrown;
                        }))
        .isSameAs(thrown);
    assertThat(list()).hasSize(300);
  }

  @Test
  void aCompleteListingLacksNoPeerThatWasThereThroughout() throws Exception {
    List<PeerConfig> staying = IntStream.range(0, 500).mapToObj(PeerStoreContract::peer).toList();
    installAll(staying.toArray(PeerConfig[]::new));
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread writer = new Thread(() -> churn(done, failure), "churn");
    writer.start();
    try {
      for (int i = 0; i < 20; i++) {
        Set<PublicKey> seen = new HashSet<>();
        ListingResult result = store().list(status -> seen.add(status.publicKey()));
        if (result.complete()) {
          assertThat(seen).containsAll(staying.stream().map(PeerConfig::publicKey).toList());
        }
      }
    } finally {
      done.set(true);
      writer.join();
    }
    assertThat(failure.get()).isNull();
    List<PeerStatus> settled = list();
    assertThat(settled).hasSize(500);
  }

  private void churn(AtomicBoolean done, AtomicReference<Exception> failure) {
    try {
      for (int i = 0; !done.get(); i++) {
        PublicKey passing = key(10_000 + i % 7);
        store().install(List.of(PeerConfig.builder(passing).build()));
        store().remove(List.of(passing));
      }
    } catch (StoreException | RuntimeException e) {
      failure.set(e);
    }
  }

  @Test
  void closesTwice() {
    store().close();
    assertThatCode(store()::close).doesNotThrowAnyException();
  }
}
