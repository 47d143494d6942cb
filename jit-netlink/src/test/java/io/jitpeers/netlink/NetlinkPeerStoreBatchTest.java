package io.jitpeers.netlink;

import static io.jitpeers.netlink.StoreFixture.address;
import static io.jitpeers.netlink.StoreFixture.key;
import static io.jitpeers.netlink.StoreFixture.keys;
import static io.jitpeers.netlink.StoreFixture.peer;
import static io.jitpeers.netlink.StoreFixture.peerWithAllowedIps;
import static io.jitpeers.netlink.StoreFixture.peers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.testkit.SetRequest;
import io.jitpeers.netlink.testkit.SetRequest.PeerChange;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How changes are batched, and the results for the other peers when one peer is refused. */
class NetlinkPeerStoreBatchTest {
  private static final IpPrefix ADDRESS = IpPrefix.parse("192.0.2.1/32");

  private final StoreFixture fixture = new StoreFixture();
  private final NetlinkPeerStore store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void packsAsManyPeersIntoAMessageAsAnAttributeHolds() throws Exception {
    assertThat(store.install(peers(0, 10_000)).failures()).isEmpty();

    assertThat(fixture.device.peerCount()).isEqualTo(10_000);
    List<SetRequest> requests = fixture.kernel.setRequests();
    // At most 65,535 bytes of peers; all messages except the last are full except for less than one
    // peer.
    for (SetRequest request : requests.subList(0, requests.size() - 1)) {
      int perPeer = (request.length() - 48) / request.peers().size();
      assertThat(request.length()).isBetween(65_535 - 2 * perPeer - 64, 65_535 + 48);
    }
    assertThat(datagrams(requests)).hasSize((requests.size() + 2) / 3).hasSizeLessThan(10);
  }

  @Test
  void packsRemovals() throws Exception {
    store.install(peers(0, 5_000));
    fixture.kernel.clearSetRequests();

    assertThat(store.remove(keys(0, 5_000)).failures()).isEmpty();

    assertThat(fixture.device.peerCount()).isZero();
    assertThat(fixture.kernel.setRequests()).hasSizeLessThanOrEqualTo(4);
    assertThat(fixture.kernel.setRequests())
        .flatExtracting(SetRequest::peers)
        .allMatch(PeerChange::remove)
        .hasSize(5_000);
  }

  private static Set<Long> datagrams(List<SetRequest> requests) {
    return requests.stream().map(SetRequest::datagram).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 637, 638, 1_000, 1_998, 1_999})
  void onePeerThatIsRefusedKeepsNoOtherOut(int refused) throws Exception {
    fixture.kernel.faults().failSetOf(key(refused), Errno.EINVAL, "not this one");

    BatchResult result = store.install(peers(0, 2_000));

    assertThat(result.failures()).containsOnlyKeys(key(refused));
    assertThat(result.failures().get(key(refused)))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContainingAll("wg0", key(refused).toBase64(), "EINVAL", "not this one");
    assertThat(fixture.device.peerCount()).isEqualTo(1_999);
    assertThat(fixture.kernel.setRequests()).hasSizeLessThan(40);
    assertThat(store.statistics().installed()).isEqualTo(1_999);
    assertThat(store.statistics().failedPeers()).isEqualTo(1);
  }

  @Test
  void findsEachOfSeveralThatAreRefused() throws Exception {
    Random random = new Random(5);
    Set<Integer> refused = new TreeSet<>();
    while (refused.size() < 60) {
      refused.add(random.nextInt(3_000));
    }
    refused.forEach(i -> fixture.kernel.faults().failSetOf(key(i), Errno.EINVAL, null));

    BatchResult result = store.install(peers(0, 3_000));

    assertThat(result.failures())
        .containsOnlyKeys(refused.stream().map(StoreFixture::key).toArray(PublicKey[]::new));
    assertThat(fixture.device.peerCount()).isEqualTo(3_000 - 60);
    assertThat(fixture.kernel.setRequests()).hasSizeLessThan(60 * 24);
  }

  @Test
  void aFullDeviceCostsOneRequestAPeer() throws Exception {
    fixture.kernel.setMaxPeers(100);

    BatchResult result = store.install(peers(0, 1_000));

    assertThat(result.failures()).hasSize(900);
    assertThat(fixture.device.peerCount()).isEqualTo(100);
    assertThat(fixture.kernel.setRequests()).hasSizeLessThan(900 + 40);
    assertThat(result.failures().get(key(500))).hasMessageContaining("ENOMEM");
  }

  @Test
  void theLastOwnerOfAnAllowedIpIsTheLastOfTheBatch() throws Exception {
    // Two messages in one datagram: the second is executed although the first fails.
    List<PeerConfig> batch = new ArrayList<>(peers(0, 1_200));
    batch.set(600, PeerConfig.builder(key(600)).allowedIp(address(7_777)).build());
    batch.set(1_100, PeerConfig.builder(key(1_100)).allowedIp(address(7_777)).build());
    fixture.kernel.faults().failSetOf(key(10), Errno.EINVAL, null);

    assertThat(store.install(batch).failures()).containsOnlyKeys(key(10));

    assertThat(fixture.device.peer(key(600)).orElseThrow().allowedIps()).isEmpty();
    assertThat(fixture.device.peer(key(1_100)).orElseThrow().allowedIps())
        .containsExactly(address(7_777));
  }

  @Test
  void aPeerThatIsRefusedAtAnAllowedIpIsNotLeftInPart() throws Exception {
    PeerConfig refused =
        PeerConfig.builder(key(7)).allowedIps(List.of(address(7), ADDRESS)).build();
    List<PeerConfig> batch = new ArrayList<>(peers(0, 100));
    assertThat(store.install(batch).failures()).isEmpty();
    batch.set(7, refused);
    fixture.kernel.faults().failAllowedIp(ADDRESS, Errno.ENOMEM, null);

    BatchResult result = store.install(batch);

    assertThat(result.failures()).containsOnlyKeys(key(7));
    assertThat(fixture.device.peer(key(7))).isEmpty();
    assertThat(fixture.device.peerCount()).isEqualTo(99);
  }

  @Test
  void whatCannotBeRemovedAgainIsReported() throws Exception {
    PeerConfig refused = PeerConfig.builder(key(7)).allowedIp(ADDRESS).build();
    fixture.kernel.faults().failAllowedIp(ADDRESS, Errno.ENOMEM, null);
    // Once together with the other peer, once alone, and once to remove it.
    fixture.kernel.faults().failOneSetOf(key(7), 2, Errno.EBUSY, "not now");

    BatchResult result = store.install(List.of(peer(1), refused));

    assertThat(result.failures().get(key(7)))
        .hasMessageContaining("ENOMEM")
        .satisfies(
            failure -> assertThat(failure.getSuppressed()[0]).hasMessageContaining("not now"));
  }

  @Test
  void removalsThatAreRefusedAreFoundToo() throws Exception {
    store.install(peers(0, 3_000));
    fixture.kernel.faults().failSetOf(key(2_500), Errno.EBUSY, null);

    assertThat(store.remove(keys(0, 3_000)).failures()).containsOnlyKeys(key(2_500));

    assertThat(fixture.device.peers()).extracting(PeerStatus::publicKey).containsOnly(key(2_500));
  }

  @Test
  void nothingToDoIsNoRequest() throws Exception {
    assertThat(store.install(List.of()).failures()).isEmpty();
    assertThat(store.remove(List.of()).failures()).isEmpty();
    assertThat(fixture.kernel.setRequests()).isEmpty();
  }

  @Test
  void aPeerOfManyAllowedIpsIsInstalledInParts() throws Exception {
    PeerConfig wide = peerWithAllowedIps(1, 20_000);

    assertThat(store.install(List.of(peer(5_000), wide, peer(5_001))).failures()).isEmpty();

    assertThat(fixture.device.peer(key(1)).orElseThrow().allowedIps())
        .containsExactlyInAnyOrderElementsOf(wide.allowedIps());
    assertThat(fixture.device.peerCount()).isEqualTo(3);
    List<PeerChange> parts = changesOf(key(1));
    assertThat(parts).hasSizeBetween(9, 12);
    assertThat(parts.get(0)).matches(part -> part.replaceAllowedIps() && !part.updateOnly());
    assertThat(parts.subList(1, parts.size()))
        .allMatch(part -> !part.replaceAllowedIps() && part.updateOnly());
  }

  private List<PeerChange> changesOf(PublicKey key) {
    return fixture.kernel.setRequests().stream()
        .flatMap(request -> request.peers().stream())
        .filter(change -> change.key().equals(key))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 8})
  void aPeerOfWhichAPartIsRefusedIsNotLeftInPart(int part) throws Exception {
    fixture.kernel.faults().failOneSetOf(key(1), part, Errno.EINVAL, "that part");

    BatchResult result =
        store.install(List.of(peer(5_000), peerWithAllowedIps(1, 20_000), peer(5_001)));

    assertThat(result.failures()).containsOnlyKeys(key(1));
    assertThat(result.failures().get(key(1)))
        .hasMessageContainingAll(key(1).toBase64(), "20000 allowed IPs", "that part");
    assertThat(fixture.device.peers())
        .extracting(PeerStatus::publicKey)
        .containsExactlyInAnyOrder(key(5_000), key(5_001));
  }

  @Test
  void aPeerThatIsRefusedIsNotLeftInPartThoughTheBatchFailsAsAWhole() throws Exception {
    store.install(List.of(peer(7)));
    fixture.kernel.faults().failAllowedIp(ADDRESS, Errno.ENOMEM, null);
    fixture.kernel.faults().failSetOf(key(8), Errno.EPERM, null);
    PeerConfig refused = PeerConfig.builder(key(7)).allowedIp(ADDRESS).build();

    assertThatThrownBy(() -> store.install(List.of(refused, peer(8))))
        .hasMessageContaining("EPERM");

    assertThat(fixture.device.peerCount()).isZero();
  }

  @Test
  void withoutTheDeviceNothingIsInstalled() {
    fixture.kernel.deleteLink("wg0");

    assertThatThrownBy(() -> store.install(peers(0, 3)))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("ENODEV"))
        .hasMessageContainingAll("wg0", "ip link add");
    assertThatThrownBy(() -> store.remove(keys(0, 3))).hasMessageContaining("ENODEV");
  }

  @Test
  void withoutThePermissionTheCapabilityIsNamed() {
    fixture.kernel.setPrivileged(false);

    assertThatThrownBy(() -> store.install(peers(0, 3)))
        .hasMessageContainingAll("EPERM", "CAP_NET_ADMIN");
  }

  @Test
  void aSendBufferThatIsTooSmallIsToldOf() {
    fixture.kernel.faults().failSends(Errno.EMSGSIZE);

    assertThatThrownBy(() -> store.install(peers(0, 3)))
        .hasMessageContainingAll("EMSGSIZE", "net.core.wmem_max");
  }

  @Test
  void lostAcknowledgementsAreAskedForAgain() throws Exception {
    store.install(peers(0, 1));
    fixture.kernel.faults().loseAnswerAfter(0);

    assertThat(store.install(peers(1, 1_000)).failures()).isEmpty();

    assertThat(fixture.device.peerCount()).isEqualTo(1_000);
  }

  @Test
  void lostAcknowledgementsOfAPeerInPartsAreAskedForAgain() throws Exception {
    store.install(peers(0, 1));
    fixture.kernel.faults().loseAnswerAfter(2);
    PeerConfig wide = peerWithAllowedIps(1, 20_000);

    assertThat(store.install(List.of(wide)).failures()).isEmpty();

    assertThat(fixture.device.peer(key(1)).orElseThrow().allowedIps())
        .containsExactlyInAnyOrderElementsOf(wide.allowedIps());
  }

  @Test
  void aBatchThatFailsAsAWholeIsCounted() {
    fixture.kernel.deleteLink("wg0");

    assertThatThrownBy(() -> store.install(peers(0, 3))).hasMessageContaining("ENODEV");
    assertThatThrownBy(() -> store.remove(keys(0, 2))).hasMessageContaining("ENODEV");

    assertThat(store.statistics().failedPeers()).isEqualTo(5);
    assertThat(store.statistics().installed()).isZero();
    assertThat(store.statistics().removed()).isZero();
  }

  @Test
  void aFamilyThatWasNumberedAnewIsFoundAgain() throws Exception {
    store.install(peers(0, 1));
    fixture.kernel.renumberFamily();

    assertThat(store.install(peers(1, 2_000)).failures()).isEmpty();
    fixture.kernel.renumberFamily();
    assertThat(store.install(List.of(peerWithAllowedIps(5_000, 5_000))).failures()).isEmpty();

    assertThat(fixture.device.peerCount()).isEqualTo(2_001);
  }

  @Test
  void aKernelWithoutWireGuardIsSaidToBeOne() {
    fixture.kernel.setFamilyPresent(false);

    assertThatThrownBy(() -> store.install(peers(0, 1)))
        .hasMessageContainingAll("no WireGuard", "modprobe wireguard");
    assertThatThrownBy(store::device).hasMessageContaining("no WireGuard");
  }

  @Test
  void randomBatchesWithRandomRefusalsEndAsTheyShould() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      try (StoreFixture each = new StoreFixture()) {
        List<PeerConfig> batch = new ArrayList<>(peers(0, 1 + random.nextInt(2_500)));
        Collections.shuffle(batch, random);
        Set<PublicKey> refused =
            batch.stream()
                .map(PeerConfig::publicKey)
                .filter(k -> random.nextInt(200) == 0)
                .collect(Collectors.toSet());
        refused.forEach(k -> each.kernel.faults().failSetOf(k, Errno.EINVAL, null));

        BatchResult result = each.store.install(batch);

        assertThat(result.failures().keySet()).as("seed %s", seed).isEqualTo(refused);
        assertThat(each.device.peers())
            .as("seed %s", seed)
            .extracting(PeerStatus::publicKey)
            .containsExactlyInAnyOrderElementsOf(
                batch.stream()
                    .map(PeerConfig::publicKey)
                    .filter(k -> !refused.contains(k))
                    .toList());
      }
    }
  }
}
