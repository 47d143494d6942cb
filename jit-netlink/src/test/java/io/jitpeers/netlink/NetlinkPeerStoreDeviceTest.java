package io.jitpeers.netlink;

import static io.jitpeers.netlink.StoreFixture.key;
import static io.jitpeers.netlink.StoreFixture.keys;
import static io.jitpeers.netlink.StoreFixture.peer;
import static io.jitpeers.netlink.StoreFixture.peers;
import static io.jitpeers.netlink.StoreFixture.privateKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.netlink.internal.store.CurrentInterface;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.SetRequest;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.wireguard.PeerConfig;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of the interface: changes that a store notices, reports and recovers from. */
class NetlinkPeerStoreDeviceTest {
  /** Long enough for a busy machine; a successful test never waits this long. */
  private static final long PATIENCE_SECONDS = 60;

  private final StoreFixture fixture = new StoreFixture();
  private final NetlinkPeerStore store = fixture.store;
  private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    fixture.close();
    assertThat(fixture.kernel.openSockets()).isLessThanOrEqualTo(1);
  }

  private void watch() {
    store.watchDevice(() -> changes.add("changed"));
  }

  private void awaitChange() throws InterruptedException {
    assertThat(changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("a change").isNotNull();
    changes.clear();
  }

  @Test
  void readingTheDeviceDoesNotReadItsPeers() throws Exception {
    store.install(peers(0, 5_000));
    AtomicInteger datagrams = new AtomicInteger();
    fixture.kernel.faults().betweenDatagrams(datagrams::incrementAndGet);

    assertThat(store.device().name()).isEqualTo("wg0");

    // The kernel creates the second datagram while the first is received.
    assertThat(datagrams).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void theKeyHandleStaysWhileTheKeyDoes() throws Exception {
    Device before = store.device();
    fixture.device.setListenPort(1234);
    Device after = store.device();
    assertThat(after.responderKey()).isSameAs(before.responderKey());
    assertThat(after.incarnation()).isEqualTo(before.incarnation());
    assertThat(after.listenPort()).isEqualTo(1234);
  }

  @Test
  void aChangedKeyIsAnotherIncarnation() throws Exception {
    Device before = store.device();
    fixture.device.setPrivateKey(privateKey(2));

    Device after = store.device();

    assertThat(after.publicKey()).isEqualTo(privateKey(2).publicKey());
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    assertThat(before.responderKey().isDestroyed()).isFalse();
    fixture.device.setPrivateKey(privateKey(3));
    assertThat(store.device().publicKey()).isEqualTo(privateKey(3).publicKey());
    assertThat(before.responderKey().isDestroyed()).isTrue();
    assertThat(after.responderKey().isDestroyed()).isFalse();
  }

  @Test
  void aKeyThatIsChangedBackKeepsItsHandle() throws Exception {
    Device first = store.device();
    fixture.device.setPrivateKey(privateKey(2));
    Device second = store.device();
    fixture.device.setPrivateKey(privateKey(1));

    assertThat(store.device().responderKey()).isSameAs(first.responderKey());

    assertThat(first.responderKey().isDestroyed()).isFalse();
    assertThat(second.responderKey().isDestroyed()).isFalse();
  }

  @Test
  void aListenerMayUseTheStoreAtOnce() throws Exception {
    store.install(peers(0, 500));
    fixture.kernel.setDatagramLength(2_000);
    store.device();
    List<Object> seen = new ArrayList<>();
    store.watchDevice(
        () -> {
          try {
            seen.add(store.device().listenPort());
            seen.add(store.list(status -> {}));
          } catch (NetlinkException e) {
            seen.add(e);
          }
        });
    fixture.device.setListenPort(1234);

    assertThat(store.list(status -> {})).isEqualTo(ListingResult.of(500, true));

    assertThat(seen).containsExactly(1234, ListingResult.of(500, true));
  }

  @Test
  void aListenerThatFailsKeepsNoOtherFromBeingTold() throws Exception {
    store.device();
    try (CapturedLog log = CapturedLog.of(CurrentInterface.class)) {
      store.watchDevice(
          () -> {
            throw new AssertionError("the listener's own");
          });
      watch();
      fixture.kernel.renameLink("wg0", "wg1");
      awaitChange();
      fixture.kernel.renameLink("wg1", "wg2");
      awaitChange();
      assertThat(log.messages(Level.ERROR)).hasSize(2);
    }
  }

  @Test
  void aListingNoticesAChangedKeyOrPort() throws Exception {
    store.device();
    watch();
    fixture.device.setListenPort(1234);
    store.list(status -> {});
    awaitChange();
    fixture.device.setPrivateKey(privateKey(2));
    store.list(status -> {});
    awaitChange();
    store.list(status -> {});
    assertThat(changes).isEmpty();
  }

  @Test
  void aDeviceWithoutAKeyIsToldOf() {
    fixture.device.setPrivateKey(null);

    assertThatThrownBy(store::device).hasMessageContainingAll("wg0", "no private key", "wg set");
  }

  @Test
  void anAbsentInterfaceIsToldOfAndFoundWhenItComes() throws Exception {
    try (NetlinkPeerStore other = fixture.store("wg7")) {
      assertThatThrownBy(other::device).hasMessageContainingAll("wg7", "ENODEV", "ip link add");
      other.watchDevice(() -> changes.add("changed"));
      fixture.kernel.addDevice("wg7", privateKey(7), 1);
      awaitChange();
      assertThat(other.device().publicKey()).isEqualTo(privateKey(7).publicKey());
    }
  }

  @Test
  void anotherKindOfInterfaceIsToldOf() {
    fixture.kernel.addOtherLink("eth7");
    try (NetlinkPeerStore other = fixture.store("eth7")) {
      assertThatThrownBy(other::device).hasMessageContaining("eth7 is not a WireGuard interface");
    }
  }

  @Test
  void aRenamedInterfaceIsFollowed() throws Exception {
    Device before = store.device();
    watch();
    fixture.kernel.renameLink("wg0", "wg9");
    awaitChange();

    Device after = store.device();

    assertThat(after.name()).isEqualTo("wg9");
    assertThat(after.incarnation()).isEqualTo(before.incarnation());
    assertThat(store.install(List.of(peer(1))).failures()).isEmpty();
    assertThat(fixture.device.peerCount()).isEqualTo(1);
  }

  @Test
  void anInterfaceMadeAnewIsTakenUp() throws Exception {
    Device before = store.device();
    watch();
    fixture.kernel.deleteLink("wg0");
    awaitChange();
    assertThatThrownBy(store::device).hasMessageContaining("ENODEV");
    FakeDevice anew = fixture.kernel.addDevice("wg0", privateKey(1), StoreFixture.PORT);
    awaitChange();

    assertThat(store.install(List.of(peer(1))).failures()).isEmpty();
    Device after = store.device();

    assertThat(anew.peerCount()).isEqualTo(1);
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    assertThat(after.responderKey()).isSameAs(before.responderKey());
  }

  @Test
  void withoutWatchingAnInterfaceMadeAnewIsTakenUpByTheNextCall() throws Exception {
    Device before = store.device();
    store.install(peers(0, 10));
    fixture.kernel.deleteLink("wg0");
    FakeDevice anew = fixture.kernel.addDevice("wg0", privateKey(1), StoreFixture.PORT);

    assertThat(store.install(peers(20, 23)).failures()).isEmpty();
    assertThat(anew.peerCount()).isEqualTo(3);
    assertThat(store.remove(keys(20, 21)).failures()).isEmpty();
    assertThat(store.list(status -> {}).peers()).isEqualTo(2);
    assertThat(store.device().incarnation()).isNotEqualTo(before.incarnation());
    assertThat(store.statistics().deviceChanges()).isPositive();
  }

  @Test
  void anIndexMeansThatInterfaceOnly() throws Exception {
    try (NetlinkPeerStore byIndex =
        NetlinkPeerStore.builder()
            .interfaceIndex(fixture.device.index())
            .sockets(fixture.kernel.sockets())
            .build()) {
      fixture.kernel.renameLink("wg0", "wg5");
      assertThat(byIndex.device().name()).isEqualTo("wg5");
      fixture.kernel.deleteLink("wg5");
      fixture.kernel.addDevice("wg5", privateKey(1), 1);
      assertThatThrownBy(byIndex::device).hasMessageContaining("ENODEV");
    }
  }

  @Test
  void downAndUpAreNoticed() throws Exception {
    store.device();
    watch();
    fixture.device.setUp(false);
    awaitChange();
    fixture.device.setUp(true);
    awaitChange();
  }

  @Test
  void lostNotificationsAreLookedFor() throws Exception {
    store.device();
    watch();
    fixture.kernel.loseNotifications();
    awaitChange();
    fixture.kernel.renameLink("wg0", "wg3");
    awaitChange();
  }

  @Test
  void otherInterfacesAreNobodysBusiness() throws Exception {
    store.device();
    watch();
    fixture.kernel.addOtherLink("eth7");
    fixture.kernel.renameLink("eth7", "eth8");
    fixture.kernel.addDevice("wg8", privateKey(8), 8);
    fixture.kernel.deleteLink("eth8");
    fixture.kernel.renameLink("wg0", "wg1");
    awaitChange();
    assertThat(store.statistics().deviceChanges()).isEqualTo(1);
  }

  @Test
  void aHandshakeIsInitiatedByAKeepaliveThatIsTakenBack() throws Exception {
    store.install(
        List.of(PeerConfig.builder(key(1)).persistentKeepaliveSeconds(15).build(), peer(2)));
    fixture.kernel.clearSetRequests();
    InetSocketAddress endpoint = new InetSocketAddress("192.0.2.9", 999);

    store.initiateHandshake(key(1), endpoint, 15);

    assertThat(fixture.device.peer(key(1)).orElseThrow().endpoint()).isEqualTo(endpoint);
    assertThat(fixture.device.peer(key(1)).orElseThrow().persistentKeepaliveSeconds())
        .isEqualTo(15);
    assertThat(fixture.kernel.setRequests()).hasSize(3);
    assertThat(fixture.kernel.setRequests())
        .flatExtracting(SetRequest::peers)
        .allMatch(SetRequest.PeerChange::updateOnly);
  }

  @Test
  void initiatingFindsAFamilyThatWasNumberedAnew() throws Exception {
    store.install(List.of(peer(1)));
    fixture.kernel.renumberFamily();

    store.initiateHandshake(key(1), new InetSocketAddress("192.0.2.9", 999), 15);

    assertThat(fixture.device.peer(key(1)).orElseThrow().persistentKeepaliveSeconds())
        .isEqualTo(15);
  }

  @Test
  void initiatingDoesNotBringAPeerBack() throws Exception {
    store.initiateHandshake(key(1), new InetSocketAddress("192.0.2.9", 999), 0);
    assertThat(fixture.device.peerCount()).isZero();
    assertThatThrownBy(
            () -> store.initiateHandshake(key(1), new InetSocketAddress("192.0.2.9", 9), 70_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedStoreSaysSoAndHoldsNothing() throws Exception {
    Device device = store.device();
    store.list(status -> {});
    store.install(peers(0, 1));
    watch();

    store.close();

    assertThat(device.responderKey().isDestroyed()).isTrue();
    assertThatThrownBy(store::device).hasMessageContaining("closed");
    assertThatThrownBy(() -> store.install(peers(0, 1))).hasMessageContaining("closed");
    assertThatCode(() -> store.watchDevice(() -> {})).doesNotThrowAnyException();
    assertThat(fixture.device.peerCount()).isEqualTo(1);
  }
}
