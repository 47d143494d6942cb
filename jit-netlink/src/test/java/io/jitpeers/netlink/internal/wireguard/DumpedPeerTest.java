package io.jitpeers.netlink.internal.wireguard;

import static io.jitpeers.netlink.internal.wireguard.PeerMessages.allowedIps;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.buffer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.head;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.key;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.messageOf;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.peer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.testing.Allocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A peer of a dump answers the same as the status that is made from it. */
class DumpedPeerTest {
  private static final int ROUNDS = 5_000;

  private static Consumer<ReplyBuilder> at(String address, int port, String... prefixes) {
    return head(
        out -> {
          out.put(
              WireGuard.WGPEER_A_ENDPOINT,
              SocketAddresses.bytes(new InetSocketAddress(address, port)));
          out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(1_700_000_000, 5));
          allowedIps(out, prefixes);
        });
  }

  private static List<Consumer<ReplyBuilder>> peers() {
    List<Consumer<ReplyBuilder>> peers = new ArrayList<>();
    peers.add(peer(1, at("2001:db8::7", 51_820, "10.0.0.1/32", "fd00::1/128", "10.1.0.0/16")));
    peers.add(peer(2, PeerMessages::head));
    peers.add(peer(3, at("203.0.113.7", 1, "0.0.0.0/0", "::/0")));
    peers.add(peer(4, at("fe80::7%3", 65_535)));
    String[] many = new String[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = "10.0.4." + i + "/32";
    }
    peers.add(peer(5, at("203.0.113.8", 2, many)));
    return peers;
  }

  @SuppressWarnings("unchecked")
  private static void decode(Consumer<? super ListedPeer> consumer) throws NetlinkFormatException {
    ReplyBuilder out = messageOf(0, peers().toArray(Consumer[]::new));
    ByteBuffer buffer = buffer(out);
    PeerDecoder decoder = new PeerDecoder(buffer, consumer);
    decode(decoder, new MessageReader(buffer), buffer.capacity());
    decoder.finish();
  }

  private static void decode(PeerDecoder decoder, MessageReader message, int length)
      throws NetlinkFormatException {
    message.reset(length);
    while (message.next()) {
      var unused = decoder.accept(message);
    }
  }

  @Test
  void answersAsItsStatus() throws Exception {
    List<PeerStatus> seen = new ArrayList<>();
    decode(
        peer -> {
          PeerStatus status = peer.toStatus();
          seen.add(status);
          assertThat(peer.publicKey()).isSameAs(peer.publicKey());
          assertThat(peer.keyHash()).isEqualTo(status.publicKey().hashCode());
          for (int i = 1; i < 6; i++) {
            assertThat(peer.hasKey(key(i))).isEqualTo(i == seen.size());
          }
          assertThat(peer.endpointPort()).isEqualTo(status.endpointPort());
          assertThat(peer.handshakeStamp()).isEqualTo(status.handshakeStamp());
          assertThat(peer.allowedIpCount()).isEqualTo(status.allowedIps().size());
          for (String prefix : List.of("10.0.0.1/32", "10.1.0.0/17", "::/0", "10.0.4.19/32")) {
            IpPrefix one = IpPrefix.parse(prefix);
            assertThat(peer.hasAllowedIp(one)).isEqualTo(status.hasAllowedIp(one));
          }
        });
    assertThat(seen).extracting(PeerStatus::publicKey).containsExactly(keys());
    assertThat(seen.get(4).allowedIps()).hasSize(20);
  }

  private static PublicKey[] keys() {
    return new PublicKey[] {key(1), key(2), key(3), key(4), key(5)};
  }

  @Test
  void comparesItsEndpoint() throws Exception {
    List<String> at = new ArrayList<>();
    decode(
        peer ->
            at.add(
                peer.isAtIpv6(0x20010DB8L << 32, 7, 0)
                    + " "
                    + peer.isAtIpv4(0xCB007107)
                    + " "
                    + peer.isAtIpv6(0xFE80L << 48, 7, 3)
                    + " "
                    + peer.toStatus().isAtIpv6(0xFE80L << 48, 7, 3)));
    assertThat(at)
        .containsExactly(
            "true false false false",
            "false false false false",
            "false true false false",
            "false false true true",
            "false false false false");
  }

  /** A dump of a million peers would otherwise be a million objects for the collector. */
  @Test
  @SuppressWarnings("unchecked")
  void decodingAllocatesNothingForAPeer() throws Exception {
    ReplyBuilder out = messageOf(0, peers().toArray(Consumer[]::new));
    ByteBuffer buffer = buffer(out);
    long[] sum = new long[1];
    PeerDecoder decoder =
        new PeerDecoder(
            buffer,
            peer ->
                sum[0] +=
                    peer.keyHash() + peer.endpointPort() + peer.rxBytes() + peer.allowedIpCount());
    MessageReader message = new MessageReader(buffer);
    Runnable dump =
        () -> {
          try {
            for (int i = 0; i < ROUNDS; i++) {
              decode(decoder, message, buffer.capacity());
            }
          } catch (NetlinkFormatException e) {
            throw new AssertionError(e);
          }
        };
    assertThat(Allocation.least(dump, ROUNDS)).isLessThan(ROUNDS);
    assertThat(sum[0]).isNotZero();
  }
}
