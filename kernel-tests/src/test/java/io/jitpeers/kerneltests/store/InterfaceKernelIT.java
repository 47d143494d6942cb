package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The interface of a store, and the errors if there is no suitable one. */
class InterfaceKernelIT {
  private static final PrivateKey OTHER_KEY = TestKeys.privateKey(9);

  private Gateway gateway;

  @BeforeEach
  void create() {
    gateway = Gateway.create("interface");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private NetlinkPeerStore storeOn(String name) {
    return gateway.openStore(gateway.storeBuilder().interfaceName(name));
  }

  @Test
  void anInterfaceThatIsNotThereIsNamed() {
    Failing.assertFails(
        storeOn("wg7"), "ENODEV", "wg7", "no such device", "ip link add NAME type wireguard");
  }

  @Test
  void anInterfaceOfAnotherKindIsNotTakenForOne() {
    gateway.namespace().run("ip", "link", "add", "dummy7", "type", "dummy");

    Failing.assertFails(storeOn("dummy7"), "EOPNOTSUPP", "dummy7 is not a WireGuard interface");
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
    int index = Integer.parseInt(gateway.namespace().attribute(Gateway.WG, "ifindex"));
    NetlinkPeerStore byIndex = gateway.openStore(gateway.storeBuilder().interfaceIndex(index));
    assertThat(byIndex.device().name()).isEqualTo(Gateway.WG);

    gateway.namespace().run("ip", "link", "set", Gateway.WG, "name", "wg7");
    assertThat(byIndex.device().name()).isEqualTo("wg7");

    gateway.namespace().run("ip", "link", "delete", "wg7");
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(OTHER_KEY, 7);
    Failing.assertFails(byIndex, "ENODEV", "interface " + index);
  }

  @Test
  void anInterfaceThatIsNotThereYetIsFoundLater() throws Exception {
    NetlinkPeerStore early = storeOn("wg7");
    Failing.assertFails(early, "ENODEV", "wg7");
    WireGuardInterface.create(gateway.namespace(), "wg7").configure(OTHER_KEY, 7);

    assertThat(early.device().publicKey()).isEqualTo(OTHER_KEY.publicKey());
    assertThat(early.install(Peers.plain(1))).isEqualTo(BatchResult.SUCCESS);
  }

  /** Stores whose interface or namespace does not exist fail too. */
  @Test
  void storesThatAreClosedLeaveNoDescriptorsBehind() throws Exception {
    useAndClose(gateway.storeBuilder());
    long before = descriptors();

    for (int i = 0; i < 25; i++) {
      useAndClose(gateway.storeBuilder());
      useAndClose(gateway.storeBuilder().interfaceName("wg7"));
      useAndClose(gateway.storeBuilder().networkNamespace("no-such-namespace"));
    }

    // Closing ends the watching thread, without waiting for it.
    assertThat(Await.until(Duration.ofMinutes(2), () -> descriptors() <= before)).isTrue();
  }

  private static void useAndClose(NetlinkPeerStore.Builder builder) {
    try (NetlinkPeerStore store = builder.build()) {
      store.watchDevice(() -> {});
      assertThat(store.device().publicKey()).isEqualTo(Gateway.KEY.publicKey());
      Peers.list(store);
      store.install(Peers.plain(1));
    } catch (StoreException e) {
      assertThat(e).hasMessageMatching(".*(ENODEV|ENOENT).*");
    }
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
