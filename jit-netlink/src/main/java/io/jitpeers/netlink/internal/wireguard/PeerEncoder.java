package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.SocketAddresses;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Encodes peers into requests, and computes the size of the encoded peers. */
final class PeerEncoder {
  private static final int IPV6_SOCKET_ADDRESS_LENGTH = 28;

  private static final int NESTED_SPACE = Netlink.ATTRIBUTE_HEADER_LENGTH;
  private static final int KEY_SPACE = Netlink.attributeSpace(WireGuard.KEY_LEN);
  private static final int NUMBER_SPACE = Netlink.attributeSpace(Integer.BYTES);

  /** The size of a peer with only its public key and flags. */
  static final int BARE_SPACE = NESTED_SPACE + KEY_SPACE + NUMBER_SPACE;

  /** The maximum size of a peer without its allowed IPs. */
  static final int HEAD_SPACE =
      BARE_SPACE
          + KEY_SPACE
          + Netlink.attributeSpace(IPV6_SOCKET_ADDRESS_LENGTH)
          + NUMBER_SPACE
          + NESTED_SPACE;

  private PeerEncoder() {}

  /**
   * Returns the size of encoded allowed IPs, without the header of the attribute that contains
   * them.
   */
  static int space(List<IpPrefix> allowedIps) {
    int space = 0;
    for (IpPrefix prefix : allowedIps) {
      space += space(prefix);
    }
    return space;
  }

  static int space(IpPrefix prefix) {
    return NESTED_SPACE + 2 * NUMBER_SPACE + Netlink.attributeSpace(prefix.isIpv6() ? 16 : 4);
  }

  /**
   * Encodes a request that makes a peer match its config. If the config has no endpoint, an
   * existing peer keeps its endpoint. The order of the attributes in the request has no effect: the
   * kernel always applies the preshared key first, then the endpoint, then the allowed IPs, and
   * then the keepalive.
   *
   * @param allowedIps all allowed IPs of the peer, or the first ones if not all fit
   */
  static void writeWhole(MessageWriter writer, PeerConfig config, List<IpPrefix> allowedIps) {
    int start = begin(writer, config.publicKey(), WireGuard.WGPEER_F_REPLACE_ALLOWEDIPS);
    writePresharedKey(writer, config.presharedKey());
    if (config.endpoint().isPresent()) {
      writeEndpoint(writer, config.endpoint().get());
    }
    writeKeepalive(writer, config.persistentKeepaliveSeconds());
    writeAllowedIps(writer, allowedIps);
    writer.endNested(start);
  }

  /**
   * Encodes the changes of a peer. The request has no effect if the peer is not on the device.
   *
   * @param allowedIps the update's allowed IPs, or the first of them if not all fit
   */
  static void writeUpdate(MessageWriter writer, PeerUpdate update, List<IpPrefix> allowedIps) {
    int flags =
        WireGuard.WGPEER_F_UPDATE_ONLY
            | (update.replacesAllowedIps() ? WireGuard.WGPEER_F_REPLACE_ALLOWEDIPS : 0);
    int start = begin(writer, update.key(), flags);
    if (update.changesPresharedKey()) {
      writePresharedKey(writer, update.presharedKey());
    }
    if (update.endpoint().isPresent()) {
      writeEndpoint(writer, update.endpoint().get());
    }
    if (update.persistentKeepaliveSeconds().isPresent()) {
      writeKeepalive(writer, update.persistentKeepaliveSeconds().getAsInt());
    }
    if (!allowedIps.isEmpty()) {
      writeAllowedIps(writer, allowedIps);
    }
    writer.endNested(start);
  }

  /**
   * Encodes a request that adds allowed IPs to a peer. The request has no effect if the peer is not
   * on the device.
   */
  static void writeMore(MessageWriter writer, PublicKey key, List<IpPrefix> allowedIps) {
    int start = begin(writer, key, WireGuard.WGPEER_F_UPDATE_ONLY);
    writeAllowedIps(writer, allowedIps);
    writer.endNested(start);
  }

  /** Encodes the removal of a peer. */
  static void writeRemoval(MessageWriter writer, PublicKey key) {
    writer.endNested(begin(writer, key, WireGuard.WGPEER_F_REMOVE_ME));
  }

  /**
   * Encodes a new persistent keepalive of a peer. The request has no effect if the peer is not on
   * the device.
   *
   * @param seconds the interval; 0 switches the keepalive off
   */
  static void writeKeepaliveUpdate(MessageWriter writer, PublicKey key, int seconds) {
    int start = begin(writer, key, WireGuard.WGPEER_F_UPDATE_ONLY);
    writeKeepalive(writer, seconds);
    writer.endNested(start);
  }

  /**
   * Encodes a new endpoint of a peer, and switches the peer's persistent keepalive off. The request
   * has no effect if the peer is not on the device.
   */
  static void writeEndpointUpdate(MessageWriter writer, PublicKey key, InetSocketAddress endpoint) {
    int start = begin(writer, key, WireGuard.WGPEER_F_UPDATE_ONLY);
    writeEndpoint(writer, endpoint);
    writeKeepalive(writer, 0);
    writer.endNested(start);
  }

  private static int begin(MessageWriter writer, PublicKey key, int flags) {
    int start = writer.beginNested(0);
    writer
        .putBytes(WireGuard.WGPEER_A_PUBLIC_KEY, key.toBytes())
        .putU32(WireGuard.WGPEER_A_FLAGS, flags);
    return start;
  }

  /** Encodes the preshared key; all zeros mean no key. */
  private static void writePresharedKey(MessageWriter writer, Optional<PresharedKey> key) {
    byte[] bytes = key.map(PresharedKey::toBytes).orElseGet(() -> new byte[WireGuard.KEY_LEN]);
    try {
      writer.putBytes(WireGuard.WGPEER_A_PRESHARED_KEY, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static void writeEndpoint(MessageWriter writer, InetSocketAddress endpoint) {
    writer.putBytes(WireGuard.WGPEER_A_ENDPOINT, SocketAddresses.bytes(endpoint));
  }

  private static void writeKeepalive(MessageWriter writer, int seconds) {
    writer.putU16(WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, seconds);
  }

  private static void writeAllowedIps(MessageWriter writer, List<IpPrefix> allowedIps) {
    int list = writer.beginNested(WireGuard.WGPEER_A_ALLOWEDIPS);
    for (IpPrefix prefix : allowedIps) {
      int one = writer.beginNested(0);
      writer
          .putU16(
              WireGuard.WGALLOWEDIP_A_FAMILY,
              prefix.isIpv6() ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET)
          .putBytes(WireGuard.WGALLOWEDIP_A_IPADDR, prefix.address().getAddress())
          .putU8(WireGuard.WGALLOWEDIP_A_CIDR_MASK, prefix.length());
      writer.endNested(one);
    }
    writer.endNested(list);
  }
}
