package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.FakeDevice;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the fake kernel. */
class WireGuardClientTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final PrivateKey KEY = PrivateKey.generate(new SeededRandom(1));

  private final ManualTime time = new ManualTime();
  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
  private final WireGuardClient client = new WireGuardClient(kernel.sockets());
  private final List<PeerStatus> seen = new ArrayList<>();

  @Test
  void readsADeviceByNameAndByIndex() throws Exception {
    FakeDevice wg0 = kernel.addDevice("wg0", KEY, 51820);
    WireGuardDevice wanted = new WireGuardDevice(wg0.index(), "wg0", 51820, KEY.publicKey(), KEY);
    assertThat(client.device(WG0)).isEqualTo(wanted);
    assertThat(client.device(new InterfaceRef.ByIndex(wg0.index()))).isEqualTo(wanted);
    // The test does not wait for the rest of the dump.
    assertThat(kernel.openSockets()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 600, 1024, 3776, 32_448})
  void listsPeersHoweverTheyAreSplit(int datagramLength) throws Exception {
    FakeDevice wg0 = kernel.addDevice("wg0", KEY, 51820);
    kernel.setDatagramLength(datagramLength);
    for (int i = 0; i < 100; i++) {
      wg0.addPeer(key(i));
      int count = i % 30;
      int at = i;
      wg0.setAllowedIps(
          key(i),
          IntStream.range(0, count)
              .mapToObj(n -> IpPrefix.parse("10." + at + "." + n + ".0/24"))
              .toList());
      wg0.traffic(key(i), i, Long.MAX_VALUE);
    }
    wg0.handshake(key(7), new InetSocketAddress("192.0.2.7", 7));
    assertThat(client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()))).isTrue();
    assertThat(seen).isEqualTo(wg0.peers());
    assertThat(seen.get(7).latestHandshake()).isEqualTo(time.wallTime());
  }

  @Test
  void asksForTheFamilyAgainWhenItsNumberChanged() throws Exception {
    kernel.addDevice("wg0", KEY, 51820);
    assertThat(client.device(WG0).index()).isEqualTo(2);
    kernel.renumberFamily();
    assertThat(client.device(WG0).index()).isEqualTo(2);
    kernel.renumberFamily();
    assertThat(client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()))).isTrue();
    kernel.setFamilyPresent(false);
    assertThatThrownBy(() -> client.device(WG0))
        .hasMessageContaining("looking for the wireguard family")
        .hasMessageContaining("this kernel has no WireGuard");
  }

  @Test
  void explainsWhatItIsToldAfterAskingForTheFamilyAgain() throws Exception {
    kernel.addDevice("wg0", KEY, 51820);
    assertThat(client.device(WG0).index()).isEqualTo(2);
    kernel.renumberFamily();
    kernel.deleteLink("wg0");
    assertThatThrownBy(() -> client.device(WG0))
        .hasMessageContaining("there is no wg0 in this network namespace");
  }

  @Test
  void asksOnlyTwiceForAFamilyThatIsNeverTheRightOne() {
    ScriptedSocket socket = new ScriptedSocket().family(20).acknowledge(Errno.ENOENT).family(21);
    socket.acknowledge(Errno.ENOENT).family(22);
    WireGuardClient scripted = new WireGuardClient(ScriptedSocket.factory(socket));
    assertThatThrownBy(() -> scripted.device(WG0))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    assertThat(socket.sent()).hasSize(4);
  }

  @Test
  void saysThatAnInterruptedListingIsNotWhole() throws Exception {
    FakeDevice wg0 = kernel.addDevice("wg0", KEY, 51820);
    wg0.addPeer(key(1));
    kernel.faults().interruptDumps(1);
    assertThat(client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()))).isFalse();
    assertThat(client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()))).isTrue();
  }

  /**
   * Whatever changes and at whatever point: every reported fact is true, and a fact can only be
   * missing.
   */
  @Test
  void givesNoPeerThatIsNotAsTheDeviceHadIt() throws Exception {
    for (int change = 0; change < 60; change++) {
      FakeDevice wg = kernel.addDevice("wg" + change, KEY, 1);
      kernel.setDatagramLength(600 + change * 8);
      for (int i = 0; i < 12; i++) {
        wg.addPeer(key(i));
        wg.traffic(key(i), 1, 1);
        wg.handshake(key(i), new InetSocketAddress("192.0.2.7", 7));
        wg.setAllowedIps(key(i), prefixes(i, 9));
      }
      List<PeerStatus> before = wg.peers();
      AtomicInteger datagrams = new AtomicInteger();
      int victim = change % 12;
      boolean remove = change % 5 < 3;
      kernel
          .faults()
          .betweenDatagrams(
              () -> {
                if (datagrams.incrementAndGet() != 1 + victim / 3) {
                  return;
                }
                if (remove) {
                  wg.removePeer(key(victim));
                } else {
                  wg.setAllowedIps(key(victim), prefixes(100 + victim, 9));
                }
              });
      seen.clear();
      InterfaceRef which = new InterfaceRef.ByName("wg" + change);
      boolean complete = client.peers(which, device -> {}, peer -> seen.add(peer.toStatus()));
      List<PeerStatus> possible = new ArrayList<>(before);
      possible.addAll(wg.peers());
      assertThat(possible).containsAll(seen);
      assertThat(complete).isFalse();
      assertThat(seen).extracting(PeerStatus::publicKey).doesNotHaveDuplicates();
    }
  }

  @Test
  void saysWhatADumpFailedWith() throws Exception {
    FakeDevice wg0 = kernel.addDevice("wg0", KEY, 51820);
    IntStream.range(0, 100).forEach(i -> wg0.addPeer(key(i)));
    kernel.setDatagramLength(1024);
    kernel.faults().failNextDumpAfter(3, Errno.ENOMEM, "out of pages");
    assertThatThrownBy(() -> client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus())))
        .hasMessage(
            "listing the peers of wg0: ENOMEM (out of memory); the kernel says: out of pages");
    seen.clear();
    kernel.faults().loseAnswerAfter(4);
    assertThatThrownBy(() -> client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus())))
        .hasMessageContaining("ENOBUFS");
    seen.clear();
    assertThat(client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()))).isTrue();
    assertThat(seen).hasSize(100);
    assertThat(kernel.openSockets()).isEqualTo(1);
    client.close();
    assertThat(kernel.openSockets()).isZero();
  }

  @Test
  void saysThatItMayNot() {
    kernel.addDevice("wg0", KEY, 51820);
    kernel.setPrivileged(false);
    assertThatThrownBy(() -> client.device(WG0)).hasMessageContaining("CAP_NET_ADMIN");
  }

  private static List<IpPrefix> prefixes(int peer, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> IpPrefix.parse("10." + peer + "." + n + ".0/24"))
        .toList();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = 1;
    return PublicKey.ofBytes(bytes);
  }
}
