package io.jitpeers.netlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.testkit.SetRequest.PeerChange;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The model's behaviour with requests that are written by hand. */
class FakeNetlinkKernelTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final PrivateKey KEY = PrivateKey.generate(new SeededRandom(1));
  private static final InetSocketAddress ENDPOINT = new InetSocketAddress("192.0.2.1", 7);
  private static final byte[] IPV4 = {10, 0, 0, 1};

  private final ManualTime time = new ManualTime();
  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
  private final FakeDevice wg0 = kernel.addDevice("wg0", KEY, 51820);
  private final WireGuardClient client = new WireGuardClient(kernel.sockets());
  private final MessageWriter writer = new MessageWriter(64 * 1024);

  @Test
  void addsAPeerAndSetsWhatIsGiven() throws Exception {
    assertThat(set(peer(1, 0, this::everything))).containsOnly(0);
    PeerStatus peer = wg0.peer(key(1)).orElseThrow();
    assertThat(peer.presharedKeyPresent()).isTrue();
    assertThat(peer.endpoint()).isEqualTo(ENDPOINT);
    assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(peer.allowedIps()).containsExactly(IpPrefix.parse("10.0.0.0/24"));
    // Settings that the request omits stay.
    assertThat(set(peer(1, 0, out -> {}))).containsOnly(0);
    assertThat(wg0.peers()).containsExactly(peer);
  }

  @Test
  void movesAllowedIpsAndReplacesThemWhenTold() throws Exception {
    assertThat(set(peer(1, 0, this::everything), peer(2, 0, this::everything))).containsOnly(0);
    assertThat(wg0.peer(key(1)).orElseThrow().allowedIps()).isEmpty();
    assertThat(wg0.peer(key(2)).orElseThrow().allowedIps()).hasSize(1);
    assertThat(set(peer(2, Uapi.WGPEER_F_REPLACE_ALLOWEDIPS, out -> {}))).containsOnly(0);
    assertThat(wg0.peer(key(2)).orElseThrow().allowedIps()).isEmpty();
  }

  @Test
  void neitherAddsNorRemovesWhatIsNotThere() throws Exception {
    assertThat(
            set(
                peer(1, Uapi.WGPEER_F_REMOVE_ME, out -> {}),
                peer(2, Uapi.WGPEER_F_UPDATE_ONLY, this::everything)))
        .containsOnly(0);
    assertThat(wg0.peers()).isEmpty();
  }

  @Test
  void ignoresItsOwnKey() throws Exception {
    assertThat(set(peer(KEY.publicKey(), 0, this::everything))).containsOnly(0);
    assertThat(wg0.peers()).isEmpty();
    wg0.addPeer(key(1));
    PrivateKey other = PrivateKey.ofBytes(key(5).toBytes());
    wg0.addPeer(other.publicKey());
    wg0.setPrivateKey(other);
    assertThat(wg0.peers()).extracting(PeerStatus::publicKey).containsExactly(key(1));
  }

  @Test
  void stopsAtTheFirstFailureOfAMessageAndGoesOnWithTheNext() throws Exception {
    kernel.setMaxPeers(2);
    List<Integer> answers =
        setMessages(
            List.of(
                List.of(peer(1, 0, out -> {}), peer(2, 0, out -> {}), peer(3, 0, out -> {})),
                List.of(peer(1, Uapi.WGPEER_F_REMOVE_ME, out -> {}), peer(4, 0, out -> {}))));
    assertThat(answers).containsExactly(Errno.ENOMEM, 0);
    assertThat(wg0.peers()).extracting(PeerStatus::publicKey).containsExactly(key(2), key(4));
    assertThat(kernel.setRequests()).extracting(SetRequest::errno).containsExactly(Errno.ENOMEM, 0);
    assertThat(kernel.setRequests()).extracting(SetRequest::datagram).hasSize(2);
    assertThat(kernel.setRequests().get(1).peers())
        .containsExactly(
            new PeerChange(key(1), true, false, false, 0),
            new PeerChange(key(4), false, false, false, 0));
  }

  @Test
  void leavesAPeerInPartWhenAnAllowedIpFails() throws Exception {
    kernel.faults().failAllowedIp(IpPrefix.parse("10.0.0.0/24"), Errno.ENOMEM, "no memory");
    assertThat(set(peer(1, 0, this::everything), peer(2, 0, out -> {})))
        .containsExactly(Errno.ENOMEM);
    PeerStatus peer = wg0.peers().get(0);
    assertThat(peer.endpoint()).isNotNull();
    assertThat(peer.persistentKeepaliveSeconds()).isZero();
    assertThat(wg0.peerCount()).isEqualTo(1);
  }

  @Test
  void failsTheSetOfAPeerAsOftenAsItIsTold() throws Exception {
    kernel.faults().failSetOf(key(1), Errno.EINVAL, "no");
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(Errno.EINVAL);
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(Errno.EINVAL);
    kernel.faults().failOneSetOf(key(1), 1, Errno.EIO, null);
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(0);
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(Errno.EIO);
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(0);
    kernel.faults().failSetOf(key(1), Errno.EINVAL, "no");
    kernel.faults().clear();
    assertThat(set(peer(1, 0, out -> {}))).containsExactly(0);
  }

  @Test
  void refusesWhatTheKernelRefuses() throws Exception {
    assertThat(set(peer(1, 8, out -> {}))).containsExactly(Errno.EOPNOTSUPP);
    assertThat(set(peer(1, 0, out -> out.putU32(Uapi.WGPEER_A_PROTOCOL_VERSION, 2))))
        .containsExactly(Errno.EPFNOSUPPORT);
    assertThat(set(peer(1, 0, out -> out.putU32(77, 2)))).containsExactly(Errno.EINVAL);
    assertThat(set(peer(1, 0, out -> out.putU16(Uapi.WGPEER_A_FLAGS, 2))))
        .containsExactly(Errno.EINVAL);
    assertThat(set(peer(1, 0, out -> out.putBytes(Uapi.WGPEER_A_ALLOWEDIPS, new byte[0]))))
        .containsExactly(Errno.EINVAL);
    assertThat(set(peer(1, 0, out -> out.putBytes(Uapi.WGPEER_A_PRESHARED_KEY, new byte[3]))))
        .containsExactly(Errno.ERANGE);
    assertThat(set(out -> out.putU32(Uapi.WGPEER_A_FLAGS, 0))).containsExactly(Errno.EINVAL);
    assertThat(set(peer(1, 0, out -> allowedIp(out, 33)))).containsExactly(Errno.EINVAL);
    assertThat(wg0.peers()).hasSize(1);
  }

  @Test
  void givesTheReasonForADeviceAttribute() throws Exception {
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer.putU16(Uapi.WGDEVICE_A_IFINDEX, 2).end();
    Acknowledgement answer = client.set("setting wg0", writer)[0];
    assertThat(answer).isEqualTo(new Acknowledgement(Errno.EINVAL, "invalid attribute length", 28));
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer.putU32(Uapi.WGDEVICE_A_IFINDEX, 2).end();
    assertThat(client.set("setting wg0", writer)[0].errno()).isEqualTo(Uapi.EBADR);
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer.putBytes(Uapi.WGDEVICE_A_PEERS, new byte[0]).end();
    assertThat(client.set("setting wg0", writer)[0].kernelText())
        .isEqualTo("NLA_F_NESTED is missing");
  }

  @Test
  void setsTheDeviceItself() throws Exception {
    PrivateKey other = PrivateKey.ofBytes(key(5).toBytes());
    wg0.addPeer(key(1));
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer
        .putU32(Uapi.WGDEVICE_A_FLAGS, Uapi.WGDEVICE_F_REPLACE_PEERS)
        .putU16(Uapi.WGDEVICE_A_LISTEN_PORT, 7)
        .putU32(Uapi.WGDEVICE_A_FWMARK, 8)
        .putBytes(Uapi.WGDEVICE_A_PRIVATE_KEY, other.toBytes())
        .end();
    assertThat(client.set("setting wg0", writer)[0].isSuccess()).isTrue();
    assertThat(wg0.peers()).isEmpty();
    assertThat(wg0.listenPort()).isEqualTo(7);
    assertThat(wg0.publicKey()).isEqualTo(other.publicKey());
  }

  @Test
  void initiatesWhenAKeepaliveIsSwitchedOn() throws Exception {
    assertThat(set(peer(1, 0, this::everything))).containsOnly(0);
    assertThat(wg0.initiations())
        .containsExactly(new Initiation(key(1), ENDPOINT, time.wallTime()));
    // Not again within 5 s, and not during a session.
    switchKeepaliveOffAndOn();
    assertThat(wg0.initiations()).hasSize(1);
    time.advance(Duration.ofSeconds(5));
    switchKeepaliveOffAndOn();
    assertThat(wg0.initiations()).hasSize(2);
    time.advance(Duration.ofSeconds(5));
    assertThat(wg0.handshake(key(1), new InetSocketAddress("10.0.0.1", 9))).isTrue();
    switchKeepaliveOffAndOn();
    assertThat(wg0.initiations()).hasSize(2);
    time.advance(Duration.ofMinutes(3));
    wg0.setUp(false);
    switchKeepaliveOffAndOn();
    assertThat(wg0.initiations()).hasSize(2);
  }

  private void switchKeepaliveOffAndOn() throws Exception {
    for (int seconds : new int[] {0, 25}) {
      Consumer<MessageWriter> keepalive =
          out -> out.putU16(Uapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, seconds);
      assertThat(set(peer(1, Uapi.WGPEER_F_UPDATE_ONLY, keepalive))).containsOnly(0);
    }
  }

  @Test
  void knowsNothingOfPeersThatAreNotThere() {
    assertThat(wg0.peer(key(1))).isEmpty();
    assertThat(wg0.presharedKey(key(1))).isEmpty();
    assertThat(wg0.handshake(key(1), new InetSocketAddress("10.0.0.1", 9))).isFalse();
    assertThat(wg0.traffic(key(1), 1, 1)).isFalse();
    wg0.removePeer(key(1));
    wg0.setAllowedIps(key(1), List.of());
    assertThat(wg0.peers()).isEmpty();
  }

  @Test
  void givesANewDeviceANewIndex() {
    kernel.deleteLink("wg0");
    FakeDevice again = kernel.addDevice("wg0", null, 1);
    assertThat(again.index()).isEqualTo(wg0.index() + 1);
    assertThat(again.publicKey()).isNull();
    assertThatThrownBy(() -> kernel.addOtherLink("wg0")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kernel.deleteLink("wg1")).isInstanceOf(IllegalStateException.class);
    kernel.renameLink("wg0", "wg1");
    assertThat(again.name()).isEqualTo("wg1");
    assertThat(wg0.name()).isEqualTo("wg0");
  }

  @Test
  void goesOnDumpingADeviceThatIsDeletedMeanwhile() throws Exception {
    for (int i = 0; i < 100; i++) {
      wg0.addPeer(key(i));
    }
    kernel.setDatagramLength(1024);
    kernel
        .faults()
        .betweenDatagrams(
            () -> {
              kernel.faults().betweenDatagrams(null);
              kernel.deleteLink("wg0");
            });
    int[] seen = new int[1];
    assertThat(client.peers(WG0, device -> {}, peer -> seen[0]++)).isTrue();
    assertThat(seen[0]).isEqualTo(100);
    assertThatThrownBy(() -> client.device(WG0)).hasMessageContaining("ENODEV");
  }

  @Test
  void endsADumpEarlyWhenToldTo() throws Exception {
    for (int i = 0; i < 100; i++) {
      wg0.addPeer(key(i));
    }
    kernel.setDatagramLength(1024);
    kernel.faults().endNextDumpAfter(2);
    int[] seen = new int[1];
    assertThat(client.peers(WG0, device -> {}, peer -> seen[0]++)).isTrue();
    assertThat(seen[0]).isEqualTo(12);
  }

  @Test
  void failsOpeningsSendsAndReceivesWhenToldTo() {
    kernel.faults().failOpens(Errno.EMFILE);
    assertFails(Errno.EMFILE);
    kernel.faults().failOpens(0);
    kernel.faults().failSends(Errno.EPERM);
    assertFails(Errno.EPERM);
    kernel.faults().failSends(0);
    kernel.faults().failReceiveAfter(1, Errno.ENOBUFS);
    assertFails(Errno.ENOBUFS);
    assertThat(kernel.socketsOpened()).isEqualTo(2);
  }

  private void assertFails(int errno) {
    assertThatThrownBy(() -> client.device(WG0))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  private void everything(MessageWriter out) {
    out.putBytes(Uapi.WGPEER_A_PRESHARED_KEY, key(77).toBytes())
        .putBytes(Uapi.WGPEER_A_ENDPOINT, SockAddr.bytes(ENDPOINT));
    allowedIp(out, 24);
    out.putU16(Uapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 25);
  }

  private static void allowedIp(MessageWriter out, int length) {
    int list = out.beginNested(Uapi.WGPEER_A_ALLOWEDIPS);
    int one = out.beginNested(0);
    out.putU16(Uapi.WGALLOWEDIP_A_FAMILY, Uapi.AF_INET)
        .putBytes(Uapi.WGALLOWEDIP_A_IPADDR, IPV4)
        .putU8(Uapi.WGALLOWEDIP_A_CIDR_MASK, length)
        .endNested(one)
        .endNested(list);
  }

  /** Writes the attributes of one peer. */
  private interface PeerWriter {
    void write(MessageWriter out);
  }

  private static PeerWriter peer(int number, int flags, Consumer<MessageWriter> attributes) {
    return peer(key(number), flags, attributes);
  }

  private static PeerWriter peer(PublicKey key, int flags, Consumer<MessageWriter> attributes) {
    return out -> {
      out.putBytes(Uapi.WGPEER_A_PUBLIC_KEY, key.toBytes()).putU32(Uapi.WGPEER_A_FLAGS, flags);
      attributes.accept(out);
    };
  }

  private List<Integer> set(PeerWriter... peers) throws NetlinkException {
    return setMessages(List.of(List.of(peers)));
  }

  /** Sends messages in one datagram; returns their errnos. */
  private List<Integer> setMessages(List<List<PeerWriter>> messages) throws NetlinkException {
    writer.clear();
    for (List<PeerWriter> peers : messages) {
      client.beginSet("setting wg0", writer, WG0);
      int list = writer.beginNested(Uapi.WGDEVICE_A_PEERS);
      for (PeerWriter peer : peers) {
        int one = writer.beginNested(0);
        peer.write(writer);
        writer.endNested(one);
      }
      writer.endNested(list).end();
    }
    return List.of(client.set("setting wg0", writer)).stream().map(Acknowledgement::errno).toList();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = 1;
    return PublicKey.ofBytes(bytes);
  }
}
