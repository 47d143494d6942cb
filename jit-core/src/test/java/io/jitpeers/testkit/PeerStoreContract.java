package io.jitpeers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PeerStore} must do. An implementation's test extends this and says how to get a
 * store; it is closed after each test.
 */
public abstract class PeerStoreContract {
  private PeerStore store;

  /** Makes a store on a device that has no peers, whose key and port are those below. */
  protected abstract PeerStore createStore() throws Exception;

  /** The public key of the device. */
  protected abstract PublicKey deviceKey();

  /** The port that the device listens on. */
  protected abstract int deviceListenPort();

  /**
   * Makes a store on a device that can hold only so many peers. Empty if that cannot be arranged,
   * as with a kernel that takes a million.
   */
  protected Optional<PeerStore> createStoreLimitedTo(int peers) throws Exception {
    return Optional.empty();
  }

  @BeforeEach
  void openStore() throws Exception {
    store = createStore();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void namesItsDevice() throws Exception {
    assertThat(store.device().publicKey()).isEqualTo(deviceKey());
    assertThat(store.device().responderKey().publicKey()).isEqualTo(deviceKey());
    assertThat(store.device().listenPort()).isEqualTo(deviceListenPort());
    assertThat(store.device().name()).isNotBlank();
    assertThat(store.device().incarnation()).isEqualTo(store.device().incarnation());
  }

  @Test
  void isUsedAsBeforeOnceItsDeviceIsClaimed() throws Exception {
    store.claim();
    listsNothingOnAnEmptyDevice();
    assertThat(store.device().publicKey()).isEqualTo(deviceKey());
  }

  @Test
  void listsNothingOnAnEmptyDevice() throws Exception {
    List<PeerStatus> seen = new ArrayList<>();
    assertThat(store.list(seen::add)).isEqualTo(ListingResult.of(0, true));
    assertThat(seen).isEmpty();
  }

  @Test
  void givesBackWhatWasInstalled() throws Exception {
    InetSocketAddress ipv4 = new InetSocketAddress("192.0.2.7", 51820);
    InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::7", 1);
    installAll(
        PeerConfig.builder(key(1))
            .allowedIps(prefixes("10.0.0.1/32", "10.1.0.0/16", "fd00::1/128", "fd00:1::/64"))
            .endpoint(ipv4)
            .presharedKey(presharedKey(1))
            .persistentKeepaliveSeconds(25)
            .build(),
        PeerConfig.builder(key(2)).allowedIps(prefixes("0.0.0.0/0", "::/0")).endpoint(ipv6).build(),
        PeerConfig.builder(key(3)).persistentKeepaliveSeconds(65_535).build());

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers).containsOnlyKeys(key(1), key(2), key(3));
    PeerStatus first = peers.get(key(1));
    assertThat(first.allowedIps())
        .containsExactlyInAnyOrderElementsOf(
            prefixes("10.0.0.1/32", "10.1.0.0/16", "fd00::1/128", "fd00:1::/64"));
    assertThat(first.endpoint()).isEqualTo(ipv4);
    assertThat(first.presharedKeyPresent()).isTrue();
    assertThat(first.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(first.latestHandshake()).isNull();
    assertThat(first.rxBytes()).isZero();
    PeerStatus second = peers.get(key(2));
    assertThat(second.allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("0.0.0.0/0", "::/0"));
    assertThat(second.endpoint()).isEqualTo(ipv6);
    assertThat(second.presharedKeyPresent()).isFalse();
    assertThat(second.persistentKeepaliveSeconds()).isZero();
    PeerStatus third = peers.get(key(3));
    assertThat(third.allowedIps()).isEmpty();
    assertThat(third.endpoint()).isNull();
    assertThat(third.persistentKeepaliveSeconds()).isEqualTo(65_535);
  }

  @Test
  void replacesAllowedIps() throws Exception {
    installAll(peer(1, "10.0.0.1/32", "10.0.0.2/32", "fd00::1/128"));
    installAll(peer(1, "10.0.0.2/32", "10.0.0.3/32"));
    assertThat(listByKey().get(key(1)).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.2/32", "10.0.0.3/32"));

    installAll(peer(1));
    assertThat(listByKey().get(key(1)).allowedIps()).isEmpty();
  }

  @Test
  void keepsManyAllowedIpsOfOnePeer() throws Exception {
    // More than fit in one netlink attribute (64 KiB), so a kernel's store has to split them.
    List<IpPrefix> many =
        IntStream.range(0, 3_000)
            .mapToObj(i -> IpPrefix.parse("10.77." + (i >> 8) + "." + (i & 255) + "/32"))
            .toList();
    List<IpPrefix> wide =
        IntStream.range(0, 500)
            .mapToObj(i -> IpPrefix.parse("fd00:77:" + Integer.toHexString(i) + "::/48"))
            .toList();
    installAll(
        peer(1, "10.0.0.1/32"),
        PeerConfig.builder(key(2)).allowedIps(many).allowedIps(wide).build(),
        peer(3, "10.0.0.3/32"));

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers).containsOnlyKeys(key(1), key(2), key(3));
    Set<IpPrefix> all = new HashSet<>(many);
    all.addAll(wide);
    assertThat(peers.get(key(2)).allowedIps()).hasSize(all.size());
    assertThat(new HashSet<>(peers.get(key(2)).allowedIps())).isEqualTo(all);

    installAll(peer(2, "10.0.0.2/32"));
    assertThat(listByKey().get(key(2)).allowedIps()).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void movesAnAllowedIpFromThePeerThatHeldExactlyIt() throws Exception {
    installAll(peer(1, "10.0.0.0/24", "10.0.0.1/32", "fd00::/64"));
    installAll(peer(2, "10.0.0.1/32", "fd00::1/128"));

    Map<PublicKey, PeerStatus> peers = listByKey();

    assertThat(peers.get(key(1)).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.0/24", "fd00::/64"));
    assertThat(peers.get(key(2)).allowedIps())
        .containsExactlyInAnyOrderElementsOf(prefixes("10.0.0.1/32", "fd00::1/128"));
  }

  @Test
  void movesAnAllowedIpWithinOneBatch() throws Exception {
    installAll(peer(1, "10.0.0.1/32"), peer(2, "10.0.0.1/32"));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers.get(key(1)).allowedIps()).isEmpty();
    assertThat(peers.get(key(2)).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void freesTheAllowedIpsOfARemovedPeer() throws Exception {
    installAll(peer(1, "10.0.0.1/32"));
    removeAll(key(1));
    installAll(peer(2, "10.0.0.1/32"), peer(1));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers.get(key(1)).allowedIps()).isEmpty();
    assertThat(peers.get(key(2)).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void ignoresTheDevicesOwnKey() throws Exception {
    installAll(
        peer(1, "10.0.0.1/32"),
        PeerConfig.builder(deviceKey()).allowedIps(prefixes("10.0.0.1/32")).build(),
        peer(2, "10.0.0.2/32"));
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers).containsOnlyKeys(key(1), key(2));
    assertThat(peers.get(key(1)).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
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
    assertThat(store.install(List.of())).isEqualTo(BatchResult.SUCCESS);
    assertThat(store.remove(List.of())).isEqualTo(BatchResult.SUCCESS);
    assertThat(listByKey()).containsOnlyKeys(key(1));
  }

  @Test
  void reportsOnlyThePresenceOfAPresharedKey() throws Exception {
    installAll(PeerConfig.builder(key(1)).presharedKey(presharedKey(1)).build());
    assertThat(listByKey().get(key(1)).presharedKeyPresent()).isTrue();
    assertThat(listByKey().get(key(1)).toString())
        .doesNotContain(java.util.Base64.getEncoder().encodeToString(presharedKey(1).toBytes()));

    installAll(peer(1));
    assertThat(listByKey().get(key(1)).presharedKeyPresent()).isFalse();
  }

  @Test
  void takesTheAllZeroPresharedKeyForNone() throws Exception {
    installAll(PeerConfig.builder(key(1)).presharedKey(PresharedKey.ofBytes(new byte[32])).build());
    assertThat(listByKey().get(key(1)).presharedKeyPresent()).isFalse();
  }

  @Test
  void leavesTheEndpointAloneWhenTheConfigHasNone() throws Exception {
    InetSocketAddress old = new InetSocketAddress("192.0.2.7", 1111);
    InetSocketAddress fresh = new InetSocketAddress("2001:db8::1", 2222);
    installAll(PeerConfig.builder(key(1)).endpoint(old).build());
    installAll(peer(1, "10.0.0.1/32"));
    assertThat(listByKey().get(key(1)).endpoint()).isEqualTo(old);

    installAll(PeerConfig.builder(key(1)).endpoint(fresh).build());
    assertThat(listByKey().get(key(1)).endpoint()).isEqualTo(fresh);

    removeAll(key(1));
    installAll(peer(1));
    assertThat(listByKey().get(key(1)).endpoint()).isNull();
  }

  @Test
  void turnsTheKeepaliveOnAndOff() throws Exception {
    installAll(PeerConfig.builder(key(1)).persistentKeepaliveSeconds(25).build());
    assertThat(listByKey().get(key(1)).persistentKeepaliveSeconds()).isEqualTo(25);
    installAll(PeerConfig.builder(key(1)).persistentKeepaliveSeconds(1).build());
    assertThat(listByKey().get(key(1)).persistentKeepaliveSeconds()).isEqualTo(1);
    installAll(peer(1));
    assertThat(listByKey().get(key(1)).persistentKeepaliveSeconds()).isZero();
  }

  @Test
  void initiatesHandshakesOrSaysThatItCannot() throws Exception {
    InetSocketAddress endpoint = new InetSocketAddress("192.0.2.7", 51820);
    installAll(peer(1, "10.0.0.1/32"));
    if (!store.initiatesHandshakes()) {
      assertThatThrownBy(() -> store.initiateHandshake(key(1), endpoint, 0))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    for (int keepalive : new int[] {25, 0, 65_535}) {
      store.initiateHandshake(key(1), endpoint, keepalive);
      PeerStatus status = listByKey().get(key(1));
      assertThat(status.endpoint()).isEqualTo(endpoint);
      assertThat(status.persistentKeepaliveSeconds()).isEqualTo(keepalive);
      assertThat(status.allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));
    }
    // What is not there does not come back.
    store.initiateHandshake(key(2), endpoint, 25);
    assertThat(listByKey()).containsOnlyKeys(key(1));
    assertThatThrownBy(() -> store.initiateHandshake(key(1), endpoint, 65_536))
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
    assertThat(store.install(configs)).isEqualTo(BatchResult.SUCCESS);

    List<PeerStatus> listed = list();
    assertThat(listed).hasSize(1_000);
    for (int i = 0; i < configs.size(); i++) {
      assertThat(listed.get(i).publicKey()).isEqualTo(configs.get(i).publicKey());
      assertThat(listed.get(i).allowedIps())
          .containsExactlyInAnyOrderElementsOf(configs.get(i).allowedIps());
    }

    assertThat(store.remove(configs.subList(0, 999).stream().map(PeerConfig::publicKey).toList()))
        .isEqualTo(BatchResult.SUCCESS);
    assertThat(listByKey()).containsOnlyKeys(key(999));
  }

  @Test
  protected void reportsTheFailureOfEachPeer() throws Exception {
    Optional<PeerStore> limited = createStoreLimitedTo(2);
    assumeTrue(limited.isPresent(), "the device's limit cannot be reached here");
    store.close();
    store = limited.get();

    BatchResult result =
        store.install(List.of(peer(1), peer(2), peer(3), peer(1, "10.0.0.1/32"), peer(4)));

    assertThat(result.failures()).containsOnlyKeys(key(3), key(4));
    assertThat(result.failures().get(key(3))).hasMessageContaining(key(3).toBase64());
    Map<PublicKey, PeerStatus> peers = listByKey();
    assertThat(peers).containsOnlyKeys(key(1), key(2));
    assertThat(peers.get(key(1)).allowedIps()).isEqualTo(prefixes("10.0.0.1/32"));

    removeAll(key(1));
    installAll(peer(3));
    assertThat(listByKey()).containsOnlyKeys(key(2), key(3));
  }

  @Test
  void survivesAConsumerThatThrows() throws Exception {
    installAll(
        IntStream.range(0, 300).mapToObj(PeerStoreContract::peer).toArray(PeerConfig[]::new));
    RuntimeException thrown = new IllegalStateException("the consumer's own");
    assertThatThrownBy(
            () ->
                store.list(
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
        ListingResult result = store.list(status -> seen.add(status.publicKey()));
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
        store.install(List.of(PeerConfig.builder(passing).build()));
        store.remove(List.of(passing));
      }
    } catch (StoreException | RuntimeException e) {
      failure.set(e);
    }
  }

  @Test
  void closesTwice() {
    store.close();
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  /** The store under test, for tests that an implementation adds. */
  protected final PeerStore store() {
    return store;
  }

  /** Installs peers that must all succeed. */
  protected final void installAll(PeerConfig... configs) throws StoreException {
    assertThat(store.install(List.of(configs)).failures()).isEmpty();
  }

  /** Removes peers, all of which must succeed. */
  protected final void removeAll(PublicKey... keys) throws StoreException {
    assertThat(store.remove(List.of(keys)).failures()).isEmpty();
  }

  /** A listing that must be complete and give no peer twice. */
  protected final List<PeerStatus> list() throws StoreException {
    List<PeerStatus> seen = Collections.synchronizedList(new ArrayList<>());
    Thread caller = Thread.currentThread();
    ListingResult result =
        store.list(
            status -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              seen.add(status);
            });
    assertThat(result).isEqualTo(ListingResult.of(seen.size(), true));
    assertThat(seen).extracting(PeerStatus::publicKey).doesNotHaveDuplicates();
    return seen;
  }

  /** The same by key. */
  protected final Map<PublicKey, PeerStatus> listByKey() throws StoreException {
    return list().stream().collect(Collectors.toMap(PeerStatus::publicKey, Function.identity()));
  }

  /** A made-up key, different for each number. */
  protected static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = 9;
    bytes[10] = (byte) (number >> 16);
    bytes[11] = (byte) (number >> 8);
    bytes[12] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  /** A made-up preshared key, different for each number. */
  protected static PresharedKey presharedKey(int number) {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[31] = 1;
    return PresharedKey.ofBytes(bytes);
  }

  /** A config with nothing but allowed IPs. */
  protected static PeerConfig peer(int number, String... allowedIps) {
    return PeerConfig.builder(key(number)).allowedIps(prefixes(allowedIps)).build();
  }

  /** Reads prefixes. */
  protected static List<IpPrefix> prefixes(String... texts) {
    return List.of(texts).stream().map(IpPrefix::parse).toList();
  }
}
