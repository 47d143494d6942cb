package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.InitiationResult;
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

/** Interfaces that are created, changed and deleted between calls, without a watch. */
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

  @Test
  void aDeletedInterfaceIsMissedAndOneOfTheSameNameIsAnother() throws Exception {
    Device before = store.device();
    store.install(Peers.plain(3));
    gateway.wg().delete();
    Failing.assertFails(store, "ENODEV", Gateway.WG);

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
  void anInterfaceIsNotFollowedByAnIndexThatSomethingElseHasNow() throws Exception {
    String index = gateway.namespace().attribute(Gateway.WG, "ifindex");
    long before = store.device().incarnation();
    gateway.wg().delete();
    gateway.namespace().run("ip", "link", "add", "dummy7", "index", index, "type", "dummy");
    Failing.assertFails(store, "ENODEV", "there is no wg0");

    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(OTHER_KEY, 7);

    assertThat(store.device().publicKey()).isEqualTo(OTHER_KEY.publicKey());
    assertThat(store.device().incarnation()).isNotEqualTo(before);
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
    // Initiations that are being opened may still need the old handle.
    assertThat(opens(before.responderKey(), Gateway.KEY)).isTrue();
    store.close();
    assertThat(before.responderKey().isDestroyed()).isTrue();
    assertThat(after.responderKey().isDestroyed()).isTrue();
  }

  private static boolean opens(ResponderKey key, PrivateKey gatewayKey) {
    FakeClient client =
        FakeClient.of(TwoEnds.CLIENT_KEY, gatewayKey.publicKey(), new SecureRandom());
    byte[] initiation = client.initiation(Tai64n.of(Instant.EPOCH), 1);
    return key.open(ByteBuffer.wrap(initiation)) instanceof InitiationResult.Opened opened
        && opened.initiator().equals(TwoEnds.CLIENT);
  }
}
