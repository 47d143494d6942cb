package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Builds the messages of a dump with peers, as the kernel writes them. */
final class PeerMessages {
  private static final int FAMILY = 0x1D;

  private PeerMessages() {}

  static MessageReader read(ByteBuffer buffer, ReplyBuilder out) throws NetlinkFormatException {
    byte[] bytes = out.toBytes();
    buffer.put(0, bytes);
    MessageReader message = new MessageReader(buffer);
    message.reset(bytes.length);
    assertThat(message.next()).isTrue();
    return message;
  }

  @SafeVarargs
  static ReplyBuilder afterChange(Consumer<ReplyBuilder>... peers) {
    return messageOf(Netlink.NLM_F_DUMP_INTR, peers);
  }

  @SafeVarargs
  static ReplyBuilder messageOf(int flags, Consumer<ReplyBuilder>... peers) {
    ReplyBuilder out = new ReplyBuilder().message(FAMILY, flags, 0, 0).generic(0);
    return out.nested(
        WireGuard.WGDEVICE_A_PEERS,
        list -> {
          for (Consumer<ReplyBuilder> peer : peers) {
            list.nested(0, peer);
          }
        });
  }

  static ByteBuffer buffer(ReplyBuilder out) {
    byte[] bytes = out.toBytes();
    return ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder()).put(0, bytes);
  }

  static MessageReader first(ReplyBuilder out) throws NetlinkFormatException {
    ByteBuffer buffer = buffer(out);
    MessageReader message = new MessageReader(buffer);
    message.reset(buffer.capacity());
    assertThat(message.next()).isTrue();
    return message;
  }

  static Consumer<ReplyBuilder> peer(int number, Consumer<ReplyBuilder> attributes) {
    return out -> {
      out.put(WireGuard.WGPEER_A_PUBLIC_KEY, key(number).toBytes());
      attributes.accept(out);
    };
  }

  static void head(ReplyBuilder out) {
    out.put(WireGuard.WGPEER_A_PRESHARED_KEY, new byte[32]);
    out.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(0, 0));
    out.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 0);
    out.putU64(WireGuard.WGPEER_A_TX_BYTES, 0);
    out.putU64(WireGuard.WGPEER_A_RX_BYTES, 0);
    out.putU32(10, 1);
  }

  static Consumer<ReplyBuilder> head(Consumer<ReplyBuilder> more) {
    return out -> {
      head(out);
      out.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, 25);
      more.accept(out);
    };
  }

  static void allowedIps(ReplyBuilder out, String... prefixes) {
    out.nested(
        WireGuard.WGPEER_A_ALLOWEDIPS,
        list -> {
          for (String text : prefixes) {
            IpPrefix prefix = IpPrefix.parse(text);
            list.nested(
                0,
                ip ->
                    ip.putU8(WireGuard.WGALLOWEDIP_A_CIDR_MASK, prefix.length())
                        .putU16(WireGuard.WGALLOWEDIP_A_FAMILY, prefix.isIpv6() ? 10 : 2)
                        .put(WireGuard.WGALLOWEDIP_A_IPADDR, prefix.address().getAddress()));
          }
        });
  }

  static byte[] time(long seconds, long nanos) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.nativeOrder())
        .putLong(seconds)
        .putLong(nanos)
        .array();
  }

  static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }
}
