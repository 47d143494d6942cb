package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.wireguard.PeerStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The interface was created in one namespace, where its UDP socket stays, and moved to another one;
 * the process is in neither.
 */
class NamespaceKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TwoEnds ends;
  private NetNamespace tunnels;

  @BeforeEach
  void move() {
    ends = TwoEnds.create("split");
    tunnels = NetNamespace.create("tunnels");
    ends.gateway().namespace().run("ip", "link", "set", Gateway.WG, "netns", tunnels.name());
    tunnels.addAddress(Gateway.WG, TwoEnds.GATEWAY_INSIDE + "/24");
  }

  @AfterEach
  void close() {
    tunnels.close();
    ends.close();
  }

  private NetlinkPeerStore storeIn(String nameOrPath) {
    return ends.gateway()
        .openStore(
            NetlinkPeerStore.builder().interfaceName(Gateway.WG).networkNamespace(nameOrPath));
  }

  private void assertServesClients(NetlinkPeerStore store) throws Exception {
    assertThat(store.device().publicKey()).isEqualTo(Gateway.KEY.publicKey());
    assertThat(store.install(List.of(TwoEnds.clientPeer().build()))).isEqualTo(BatchResult.SUCCESS);

    ends.pingGateway();

    PeerStatus status = Peers.list(store).get(TwoEnds.CLIENT);
    assertThat(status.endpoint()).isEqualTo(TwoEnds.CLIENT_AT);
    assertThat(status.latestHandshake()).isNotNull();
    assertThat(store.remove(List.of(TwoEnds.CLIENT))).isEqualTo(BatchResult.SUCCESS);
    assertThat(Peers.list(store)).isEmpty();
  }

  @Test
  void aNamespaceIsGivenByName() throws Exception {
    assertServesClients(storeIn(tunnels.name()));
  }

  @Test
  void aNamespaceIsGivenByPath() throws Exception {
    assertServesClients(storeIn(tunnels.path().toString()));
  }

  @Test
  void aNamespaceIsGivenByAProcessInIt() throws Exception {
    Process inside =
        new ProcessBuilder("ip", "netns", "exec", tunnels.name(), "sleep", "600").start();
    try {
      Path namespace = Path.of("/proc/" + inside.pid() + "/ns/net");
      Object wanted = Files.getAttribute(tunnels.path(), "unix:ino");
      assertThat(Await.until(PATIENCE, () -> wanted.equals(inode(namespace)))).isTrue();

      assertServesClients(storeIn(namespace.toString()));
    } finally {
      inside.destroyForcibly();
    }
  }

  private static Object inode(Path namespace) {
    try {
      return Files.getAttribute(namespace, "unix:ino");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A process in the namespace itself needs no name for it. */
  @Test
  void theProcessOwnNamespaceIsMeantUnlessAnotherIsNamed() throws Exception {
    NetlinkPeerStore own =
        ends.gateway().openStore(NetlinkPeerStore.builder().interfaceName(Gateway.WG));

    // Sockets are opened by the first call of each kind.
    assertThat(tunnels.call(own::device).publicKey()).isEqualTo(Gateway.KEY.publicKey());
    assertThatThrownBy(() -> own.list(peer -> {}))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("ENODEV");
  }

  @Test
  void changesAreHeardOfInTheOtherNamespace() throws Exception {
    NetlinkPeerStore store = storeIn(tunnels.name());
    AtomicInteger heard = new AtomicInteger();
    store.device();
    store.watchDevice(heard::incrementAndGet);

    tunnels.run("ip", "link", "set", Gateway.WG, "down");

    assertThat(Await.until(PATIENCE, () -> heard.get() == 1)).isTrue();
  }

  @Test
  void theNamespaceWhereItWasCreatedHasItNoMore() {
    assertThatThrownBy(() -> storeIn(ends.gateway().namespace().name()).device())
        .isInstanceOf(NetlinkException.class)
        .hasMessageContainingAll("ENODEV", "there is no wg0 in this network namespace");
  }

  @Test
  void aNamespaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> storeIn("no-such-namespace").device())
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"))
        .hasMessageContainingAll(
            "reading the WireGuard device wg0", "/run/netns/no-such-namespace", "ip netns list");
  }

  @Test
  void aFileThatIsNoNamespaceIsNamed() {
    assertThatThrownBy(() -> storeIn("/etc/hostname").device())
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("EINVAL"))
        .hasMessageContainingAll("reading the WireGuard device wg0", "/etc/hostname");
  }

  @Test
  void aNamespaceThatAppearsLaterIsFound() throws Exception {
    tunnels.run("ip", "link", "set", Gateway.WG, "down");
    Path later = Path.of("/run/netns", tunnels.name() + "-later");
    NetlinkPeerStore store = storeIn(later.getFileName().toString());
    assertThatThrownBy(store::device).isInstanceOf(NetlinkException.class);

    Files.createSymbolicLink(later, tunnels.path());
    try {
      assertThat(store.device().publicKey()).isEqualTo(Gateway.KEY.publicKey());
    } finally {
      Files.delete(later);
    }
  }
}
