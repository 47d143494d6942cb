package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.Initiator;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interfaces that come, change and go between calls, without a watch. */
class DeviceLifeKernelIT {
  private static final PrivateKey OTHER_KEY = TestKeys.privateKey(9);

  private Gateway gateway;
  private NetlinkPeerStore store;

  @BeforeEach
  void create() {
    gateway = Gateway.create("life");
    store = gateway.openStore();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private NetlinkPeerStore storeOn(String name) {
    return gateway.openStore(gateway.storeBuilder().interfaceName(name));
  }

  /** All that a store does fails in the same way. */
  private static void assertFails(NetlinkPeerStore store, String errno, String... texts) {
    List<ThrowingCallable> calls =
        List.of(
            store::device,
            () -> store.list(peer -> {}),
            () -> store.install(Peers.plain(1)),
            () -> store.remove(Peers.keys(Peers.plain(1))));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo(errno))
          .hasMessageContainingAll(texts);
    }
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() {
    assertFails(
        storeOn("wg7"), "ENODEV", "wg7", "no such device", "ip link add NAME type wireguard");
  }

  @Test
  void anInterfaceThatIsNotThereYetIsFoundLater() throws Exception {
    NetlinkPeerStore early = storeOn("wg7");
    assertFails(early, "ENODEV", "wg7");
    WireGuardInterface.create(gateway.namespace(), "wg7").configure(OTHER_KEY, 7);

    assertThat(early.device().publicKey()).isEqualTo(OTHER_KEY.publicKey());
    assertThat(early.install(Peers.plain(1))).isEqualTo(BatchResult.SUCCESS);
  }

  @Test
  void anInterfaceOfAnotherKindIsNotTakenForOne() {
    gateway.namespace().run("ip", "link", "add", "dummy7", "type", "dummy");

    assertFails(storeOn("dummy7"), "EOPNOTSUPP", "dummy7 is not a WireGuard interface");
  }

  @Test
  void anInterfaceWithoutAKeyTakesPeersAndIsNoGateway() throws Exception {
    WireGuardInterface keyless = WireGuardInterface.create(gateway.namespace(), "wg7");
    NetlinkPeerStore early = storeOn("wg7");

    assertThatThrownBy(early::device)
        .isInstanceOf(NetlinkException.class)
        .hasMessageContainingAll("wg7", "no private key", "wg set wg7 private-key");
    assertThat(early.install(Peers.plain(2))).isEqualTo(BatchResult.SUCCESS);
    assertThat(Peers.list(early)).hasSize(2);

    keyless.configure(OTHER_KEY, 7);
    assertThat(early.device().publicKey()).isEqualTo(OTHER_KEY.publicKey());
  }

  @Test
  void aNameMayHaveFifteenBytes() throws Exception {
    String name = "wg-123456789012";
    WireGuardInterface.create(gateway.namespace(), name).configure(OTHER_KEY, 7);

    Device device = storeOn(name).device();

    assertThat(device.name()).isEqualTo(name).hasSize(15);
    assertThat(device.listenPort()).isEqualTo(7);
  }

  @Test
  void anInterfaceIsFoundByItsIndexWhateverItsName() throws Exception {
    int index =
        Integer.parseInt(
            gateway.namespace().run("cat", "/sys/class/net/" + Gateway.WG + "/ifindex").strip());
    NetlinkPeerStore byIndex = gateway.openStore(gateway.storeBuilder().interfaceIndex(index));
    assertThat(byIndex.device().name()).isEqualTo(Gateway.WG);

    gateway.namespace().run("ip", "link", "set", Gateway.WG, "name", "wg7");
    assertThat(byIndex.device().name()).isEqualTo("wg7");

    gateway.namespace().run("ip", "link", "delete", "wg7");
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(OTHER_KEY, 7);
    assertFails(byIndex, "ENODEV", "interface " + index);
  }

  @Test
  void aDeletedInterfaceIsMissedAndOneOfTheSameNameIsAnother() throws Exception {
    Device before = store.device();
    store.install(Peers.plain(3));
    gateway.wg().delete();
    assertFails(store, "ENODEV", Gateway.WG);

    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(Gateway.KEY, Gateway.PORT);

    assertThat(Peers.list(store)).isEmpty();
    assertThat(store.install(Peers.plain(2))).isEqualTo(BatchResult.SUCCESS);
    assertThat(store.device().incarnation()).isNotEqualTo(before.incarnation());
    // The same key, so the same handle.
    assertThat(store.device().responderKey()).isSameAs(before.responderKey());
    assertThat(gateway.wg().dump().peers()).hasSize(2);
  }

  @Test
  void eachCallFindsAnInterfaceThatWasMadeAnewSinceTheLast() throws Exception {
    List<ThrowingCallable> calls =
        List.of(
            store::device,
            () -> Peers.list(store),
            () -> assertThat(store.install(Peers.plain(1))).isEqualTo(BatchResult.SUCCESS),
            () ->
                assertThat(store.remove(Peers.keys(Peers.plain(1)))).isEqualTo(BatchResult.SUCCESS),
            () -> store.initiateHandshake(TwoEnds.CLIENT, TwoEnds.CLIENT_AT, 0));
    for (ThrowingCallable call : calls) {
      long before = store.device().incarnation();
      gateway.wg().delete();
      WireGuardInterface.create(gateway.namespace(), Gateway.WG)
          .configure(Gateway.KEY, Gateway.PORT);

      assertThatCode(call).doesNotThrowAnyException();

      assertThat(store.device().incarnation()).isGreaterThan(before);
    }
  }

  @Test
  void aRenamedInterfaceIsFollowedEvenIfAnotherTakesItsName() throws Exception {
    Device before = store.device();
    store.install(Peers.plain(1));
    gateway.namespace().run("ip", "link", "set", Gateway.WG, "name", "wg7");
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(OTHER_KEY, 7);

    assertThat(Peers.list(store)).hasSize(1);
    assertThat(store.device().name()).isEqualTo("wg7");
    assertThat(store.device().incarnation()).isEqualTo(before.incarnation());
  }

  @Test
  void theHandleOfANewKeyOpensInitiationsForTheNewKey() throws Exception {
    Device before = store.device();
    assertThat(opens(before.responderKey(), Gateway.KEY)).isTrue();
    gateway.wg().configure(OTHER_KEY, Gateway.PORT + 1);

    Device after = store.device();

    assertThat(opens(after.responderKey(), OTHER_KEY)).isTrue();
    assertThat(opens(after.responderKey(), Gateway.KEY)).isFalse();
    assertThat(after.listenPort()).isEqualTo(Gateway.PORT + 1);
    assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    // Initiations that are being opened may still need the old one.
    assertThat(opens(before.responderKey(), Gateway.KEY)).isTrue();
    store.close();
    assertThat(before.responderKey().isDestroyed()).isTrue();
    assertThat(after.responderKey().isDestroyed()).isTrue();
  }

  private static boolean opens(ResponderKey key, PrivateKey gatewayKey) {
    Initiator client = Initiator.of(TwoEnds.CLIENT_KEY, gatewayKey.publicKey(), new SecureRandom());
    byte[] initiation = client.initiation(Tai64n.of(Instant.now()), 1);
    return key.open(ByteBuffer.wrap(initiation)) instanceof InitiationResult.Opened opened
        && opened.initiator().equals(TwoEnds.CLIENT);
  }
}
