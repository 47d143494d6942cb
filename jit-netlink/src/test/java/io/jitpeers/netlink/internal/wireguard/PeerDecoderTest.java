package io.jitpeers.netlink.internal.wireguard;

import static io.jitpeers.netlink.internal.wireguard.PeerMessages.allowedIps;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.buffer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.first;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.head;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.key;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.peer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.netlink.testkit.ScriptedSocket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Peers as a scripted kernel sends them. */
class PeerDecoderTest {
  private static final int FAMILY = 0x1D;
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final byte[] IPV4 = {10, 0, 0, 1};

  private final ScriptedSocket socket = new ScriptedSocket().family(FAMILY);
  private final List<PeerStatus> seen = new ArrayList<>();

  @Test
  void readsZerosAsNothing() throws Exception {
    message(peer(1, PeerMessages::head));
    assertThat(list()).isTrue();
    assertThat(seen).containsExactly(new PeerStatus(key(1), false, null, null, 0, 0, 0, List.of()));
  }

  @Test
  void readsTheGreatestNumbers() throws Exception {
    message(
        peer(
            1,
            out -> {
              out.put(WireGuard.WGPEER_A_PRESHARED_KEY, filled(32));
              out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(0xFFFFFFFFL, 999_999_999));
              out.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 0xFFFF);
              out.putU64(WireGuard.WGPEER_A_TX_BYTES, Long.MAX_VALUE);
              // Greater than a long can hold: becomes the largest long.
              out.putU64(WireGuard.WGPEER_A_RX_BYTES, -1);
            }));
    assertThat(list()).isTrue();
    assertThat(seen)
        .containsExactly(
            new PeerStatus(
                key(1),
                true,
                null,
                Instant.ofEpochSecond(0xFFFFFFFFL, 999_999_999),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                0xFFFF,
                List.of()));
  }

  @Test
  void readsTimesFromTheFirstToTheLastThatThereAre() throws Exception {
    long last = Instant.MAX.getEpochSecond();
    message(
        peer(1, out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(0, 1))),
        peer(2, out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(1, 0))),
        peer(3, out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(last, 0))));
    assertThat(list()).isTrue();
    assertThat(seen)
        .extracting(PeerStatus::latestHandshake)
        .containsExactly(
            Instant.ofEpochSecond(0, 1), Instant.ofEpochSecond(1), Instant.ofEpochSecond(last));
    socket.restart().family(FAMILY);
    refuses(
        out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(last + 1, 0)),
        "a handshake time of");
    refuses(
        out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(1, -1)),
        "a handshake time of 1 s -1 ns");
  }

  @Test
  void mergesAPeerThatGoesOnInLaterMessages() throws Exception {
    message(peer(1, PeerMessages::head), peer(2, head(out -> allowedIps(out, "10.0.0.1/32"))));
    message(peer(2, out -> allowedIps(out, "10.0.0.2/32", "fd00::/64")));
    message(peer(2, out -> allowedIps(out, "0.0.0.0/0")), peer(3, PeerMessages::head));
    assertThat(list()).isTrue();
    assertThat(seen).extracting(PeerStatus::publicKey).containsExactly(key(1), key(2), key(3));
    assertThat(seen.get(1).allowedIps())
        .extracting(IpPrefix::toString)
        .containsExactly("10.0.0.1/32", "10.0.0.2/32", "fd00::/64", "0.0.0.0/0");
    assertThat(seen.get(1).persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(seen.get(2).allowedIps()).isEmpty();
  }

  @Test
  void takesAnEmptyFirstPart() throws Exception {
    // There was room for the head, but not for the first allowed IP.
    message(peer(1, head(out -> allowedIps(out))));
    message(peer(1, out -> allowedIps(out, "10.0.0.1/32")));
    assertThat(list()).isTrue();
    assertThat(seen.get(0).allowedIps()).hasSize(1);
  }

  @Test
  void takesTheLastOfRepeatedAttributes() throws Exception {
    message(
        peer(
            1,
            head(
                out -> {
                  out.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 1);
                  out.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 2);
                  allowedIps(out, "10.0.0.1/32");
                  allowedIps(out, "10.0.0.2/32");
                })));
    assertThat(list()).isTrue();
    assertThat(seen.get(0).persistentKeepaliveSeconds()).isEqualTo(2);
    assertThat(seen.get(0).allowedIps()).hasSize(2);
  }

  @Test
  void ignoresAttributesOfNewerKernels() throws Exception {
    message(
        peer(
            1,
            head(
                out -> {
                  out.put(1000, filled(100)).put(0);
                  out.nested(
                      WireGuard.WGPEER_A_ALLOWEDIPS,
                      list ->
                          list.nested(
                              0,
                              ip ->
                                  ip.putU32(77, 1)
                                      .putU16(WireGuard.WGALLOWEDIP_A_FAMILY, 2)
                                      .put(WireGuard.WGALLOWEDIP_A_IPADDR, IPV4)
                                      .putU8(WireGuard.WGALLOWEDIP_A_CIDR_MASK, 24)));
                })));
    assertThat(list()).isTrue();
    assertThat(seen.get(0).allowedIps()).containsExactly(IpPrefix.parse("10.0.0.0/24"));
  }

  @Test
  void givesUpADumpThatStandsStill() {
    message(peer(1, head(out -> allowedIps(out, "10.0.0.1/32"))));
    for (int i = 0; i < 100; i++) {
      message(peer(1, out -> allowedIps(out, "10.0.0.2/32")));
    }
    assertRefused("65 messages in a row that contain nothing new");
    assertThat(seen).isEmpty();
  }

  @Test
  void givesUpADumpOfMessagesWithoutPeers() {
    for (int i = 0; i < 100; i++) {
      message();
    }
    assertRefused("contain nothing new");
  }

  @Test
  void givesUpADumpThatGoesRoundAndRound() throws Exception {
    ReplyBuilder out = new ReplyBuilder().message(FAMILY, 0, 0, 0).generic(0);
    out.nested(
        WireGuard.WGDEVICE_A_PEERS,
        list -> list.nested(0, peer(1, PeerMessages::head)).nested(0, peer(2, PeerMessages::head)));
    PeerDecoder decoder = new PeerDecoder(buffer(out), peer -> seen.add(peer.toStatus()), 100, 10);
    for (int i = 0; i < 50; i++) {
      assertThat(decoder.accept(first(out))).isEqualTo(Next.CONTINUE);
    }
    assertThatThrownBy(() -> decoder.accept(first(out)))
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("more than 100 peers: the dump may be endless");
  }

  @Test
  void givesUpAPeerThatGoesRoundAndRound() throws Exception {
    ReplyBuilder out = new ReplyBuilder().message(FAMILY, 0, 0, 0).generic(0);
    out.nested(
        WireGuard.WGDEVICE_A_PEERS,
        list ->
            list.nested(0, peer(1, head(ips -> allowedIps(ips, "10.0.0.1/32"))))
                .nested(0, peer(1, ips -> allowedIps(ips, "10.0.0.2/32"))));
    PeerDecoder decoder = new PeerDecoder(buffer(out), peer -> seen.add(peer.toStatus()), 10, 100);
    for (int i = 0; i < 50; i++) {
      assertThat(decoder.accept(first(out))).isEqualTo(Next.CONTINUE);
    }
    assertThatThrownBy(() -> decoder.accept(first(out)))
        .isInstanceOf(NetlinkFormatException.class)
        .hasMessage("a peer with more than 100 allowed IPs: the dump may be endless");
  }

  @Test
  void refusesPeersWithoutAKeyInFront() {
    message(out -> {});
    assertRefused("a peer that does not begin with its public key");
    message(PeerMessages::head);
    assertRefused("a peer that does not begin with its public key");
    message(out -> out.put(WireGuard.WGPEER_A_PUBLIC_KEY, new byte[31]));
    assertRefused("31 bytes instead of 32");
  }

  @Test
  void refusesAPeerWithoutAHeadIfNothingChanged() {
    message(peer(1, out -> allowedIps(out, "10.0.0.1/32")));
    assertRefused("a peer without its latest handshake");
  }

  @Test
  void refusesValuesOfWrongLengthOrRange() {
    refuses(head(out -> out.put(WireGuard.WGPEER_A_PRESHARED_KEY, new byte[31])), "31 bytes");
    refuses(head(out -> out.put(WireGuard.WGPEER_A_PRESHARED_KEY)), "0 bytes");
    refuses(head(out -> out.put(WireGuard.WGPEER_A_RX_BYTES, new byte[4])), "instead of 8");
    refuses(head(out -> out.put(WireGuard.WGPEER_A_ENDPOINT, new byte[16])), "family 0");
    refuses(out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, new byte[8]), "only 8 bytes");
    refuses(
        out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(Long.MAX_VALUE, 1)),
        "a handshake time of 9223372036854775807 s");
    refuses(
        out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(1, 1_000_000_000)),
        "a handshake time of 1 s");
    refuses(
        out -> out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(-1, 0)),
        "a handshake time of -1 s");
  }

  @Test
  void refusesAllowedIpsThatAreNone() {
    refusesAllowedIp(2, IPV4, 33);
    refusesAllowedIp(10, new byte[16], 129);
    refusesAllowedIp(10, IPV4, 24);
    refusesAllowedIp(2, new byte[16], 24);
    refusesAllowedIp(7, IPV4, 24);
    refusesAllowedIp(2, new byte[5], 24);
    refuses(head(out -> out.nested(9, list -> list.nested(0, ip -> {}))), "an allowed IP");
    refuses(
        head(
            out ->
                out.nested(9, list -> list.nested(0, ip -> ip.putU16(1, 2).put(2, new byte[4])))),
        "an allowed IP");
  }

  private void refusesAllowedIp(int family, byte[] address, int length) {
    refuses(
        head(
            out ->
                out.nested(
                    WireGuard.WGPEER_A_ALLOWEDIPS,
                    list ->
                        list.nested(
                            0,
                            ip ->
                                ip.putU16(WireGuard.WGALLOWEDIP_A_FAMILY, family)
                                    .put(WireGuard.WGALLOWEDIP_A_IPADDR, address)
                                    .putU8(WireGuard.WGALLOWEDIP_A_CIDR_MASK, length)))),
        "an a");
  }

  private void refuses(Consumer<ReplyBuilder> attributes, String text) {
    message(peer(1, attributes));
    assertRefused(text);
  }

  /** Each on its own connection, because a failed one opens another socket. */
  private void assertRefused(String text) {
    assertThatThrownBy(this::list)
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("listing the peers of wg0: the kernel's answer has ")
        .hasMessageContaining(text);
    socket.restart().family(FAMILY);
  }

  private boolean list() throws NetlinkException {
    socket.done(0);
    try (WireGuardClient client = new WireGuardClient(ScriptedSocket.factory(socket))) {
      return client.peers(WG0, device -> {}, peer -> seen.add(peer.toStatus()));
    }
  }

  @SafeVarargs
  private void message(Consumer<ReplyBuilder>... peers) {
    socket.reply(
        (out, sequence, portId) -> {
          out.message(FAMILY, Netlink.NLM_F_MULTI, sequence, portId).generic(0);
          out.putU32(WireGuard.WGDEVICE_A_IFINDEX, 2).putText(WireGuard.WGDEVICE_A_IFNAME, "wg0");
          out.nested(
              WireGuard.WGDEVICE_A_PEERS,
              list -> {
                for (Consumer<ReplyBuilder> peer : peers) {
                  list.nested(0, peer);
                }
              });
        });
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);
    return bytes;
  }
}
