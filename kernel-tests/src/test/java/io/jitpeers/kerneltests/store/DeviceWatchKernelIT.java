package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.spi.Device;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of the interface that a notification or the next listing reports. */
class DeviceWatchKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final AtomicInteger heard = new AtomicInteger();
  private Gateway gateway;
  private NetlinkPeerStore store;
  private Device before;

  @BeforeEach
  void watch() throws Exception {
    gateway = Gateway.create("watch");
    gateway.wg().up();
    store = gateway.openStore();
    before = store.device();
    store.watchDevice(heard::incrementAndGet);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void ip(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    gateway.namespace().run(command);
  }

  /** Waits for the expected number of changes, and checks that no more come with them. */
  private void assertHeard(int changes) {
    assertThat(Await.until(PATIENCE, () -> heard.get() >= changes)).as("heard %s", heard).isTrue();
    assertThat(heard).hasValue(changes);
    assertThat(store.statistics().deviceChanges()).isEqualTo(changes);
  }

  /** The kernel brings an interface down first. */
  private void delete() {
    gateway.wg().delete();
    assertHeard(2);
  }

  @Test
  void deletionAndReturnAreHeard() throws Exception {
    delete();
    assertThatThrownBy(store::device).isInstanceOf(NetlinkException.class);

    // Created, and reported before it has a key.
    WireGuardInterface again =
        WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(Gateway.KEY, 7);
    assertThat(Await.until(PATIENCE, () -> heard.get() >= 3)).isTrue();
    assertThat(store.device().incarnation()).isNotEqualTo(before.incarnation());
    assertThat(store.device().listenPort()).isEqualTo(7);
    assertThat(again.dump().listenPort()).isEqualTo(7);
  }

  /** Only a notification of the deletion distinguishes the two. */
  @Test
  void anInterfaceMadeAnewWithTheSameIndexIsAnother() throws Exception {
    String index = gateway.namespace().attribute(Gateway.WG, "ifindex");
    delete();

    ip("link", "add", Gateway.WG, "index", index, "type", "wireguard");
    gateway.wg().configure(Gateway.KEY, Gateway.PORT);

    assertThat(store.device().incarnation()).isNotEqualTo(before.incarnation());
    assertThat(Peers.list(store)).isEmpty();
  }

  @Test
  void renamingIsHeardAndFollowed() throws Exception {
    gateway.wg().down();
    assertHeard(1);

    ip("link", "set", Gateway.WG, "name", "wg7");

    assertHeard(2);
    assertThat(store.device().name()).isEqualTo("wg7");
    assertThat(store.device().incarnation()).isEqualTo(before.incarnation());
    assertThat(heard).hasValue(2);
  }

  @Test
  void goingDownAndUpIsHeard() throws Exception {
    gateway.wg().down();
    assertHeard(1);

    gateway.wg().up();

    assertHeard(2);
    assertThat(store.device().incarnation()).isEqualTo(before.incarnation());
  }

  @Test
  void whatDoesNotMatterIsNotTold() throws Exception {
    ip("link", "set", Gateway.WG, "mtu", "1300");
    ip("address", "add", "10.0.0.1/24", "dev", Gateway.WG);
    WireGuardInterface.create(gateway.namespace(), "wg7");
    ip("link", "set", "wg7", "up");
    ip("link", "delete", "wg7");
    ip("link", "add", "dummy7", "type", "dummy");
    assertThat(heard).hasValue(0);
    // The last event is reported last.
    gateway.wg().down();

    assertHeard(1);
  }

  @Test
  void aNewKeyIsNoticedByTheNextListing() throws Exception {
    gateway.wg().configure(TestKeys.privateKey(9), Gateway.PORT);

    Peers.list(store);

    assertThat(heard).hasValue(1);
    assertThat(store.device().publicKey()).isEqualTo(TestKeys.privateKey(9).publicKey());
    assertThat(store.device().incarnation()).isNotEqualTo(before.incarnation());
    assertThat(heard).hasValue(1);
  }

  @Test
  void aNewPortIsNoticedByTheNextListing() throws Exception {
    gateway.wg().set("listen-port", "7");

    Peers.list(store);

    assertThat(heard).hasValue(1);
    assertThat(store.device().listenPort()).isEqualTo(7);
    assertThat(store.device().incarnation()).isEqualTo(before.incarnation());
  }

  @Test
  void movingToAnotherNamespaceIsHeardAndSoIsComingBack() throws Exception {
    try (NetNamespace other = NetNamespace.create("elsewhere")) {
      ip("link", "set", Gateway.WG, "netns", other.name());
      // Down, because an interface that is moved is closed, and then gone.
      assertHeard(2);
      assertThatThrownBy(store::device)
          .isInstanceOf(NetlinkException.class)
          .hasMessageContaining("there is no wg0 in this network namespace");

      other.run("ip", "link", "set", Gateway.WG, "netns", gateway.namespace().name());

      assertThat(Await.until(PATIENCE, () -> heard.get() >= 3)).isTrue();
      assertThat(store.device().publicKey()).isEqualTo(before.publicKey());
    }
  }

  @Test
  void anInterfaceThatAppearsIsHeardOfAndThoseOfOtherNamesAreNot() throws Exception {
    AtomicInteger heardEarly = new AtomicInteger();
    NetlinkPeerStore early = gateway.openStore(gateway.storeBuilder().interfaceName("wg7"));
    early.watchDevice(heardEarly::incrementAndGet);
    WireGuardInterface.create(gateway.namespace(), "wg8");

    WireGuardInterface.create(gateway.namespace(), "wg7").configure(TestKeys.privateKey(9), 7);

    assertThat(Await.until(PATIENCE, () -> heardEarly.get() >= 1)).isTrue();
    assertThat(early.device().listenPort()).isEqualTo(7);
    // The last event is reported last.
    gateway.wg().down();
    assertHeard(1);
  }

  @Test
  void closingEndsTheThread() {
    String name = "jit-netlink-links-" + Gateway.WG;
    assertThat(threads(name)).isPositive();

    store.close();

    assertThat(Await.until(PATIENCE, () -> threads(name) == 0)).isTrue();
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .count();
  }
}
