package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.netlink.internal.codec.AttributeReader;
import io.jitpeers.netlink.internal.codec.MessageReader;
import io.jitpeers.netlink.internal.codec.Netlink;
import io.jitpeers.netlink.internal.codec.NetlinkFormatException;
import io.jitpeers.netlink.internal.codec.SocketAddresses;
import io.jitpeers.netlink.internal.connection.DumpConsumer;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the peers out of a dump's messages, merging a peer that continues in the next message. A
 * peer is given on when the next one begins, the last one at {@link #finish}. Only one peer is held
 * at a time. Not thread-safe; one for each dump.
 */
final class PeerDecoder implements DumpConsumer {
  private static final int AF_UNKNOWN = -1;
  private static final int BARE_LENGTH = Netlink.attributeSpace(WireGuard.KEY_LEN);

  private final Consumer<? super PeerStatus> consumer;
  private final AttributeReader device;
  private final AttributeReader peers;
  private final AttributeReader peer;
  private final AttributeReader allowedIps;
  private final AttributeReader allowedIp;
  private final byte[] keyBytes = new byte[WireGuard.KEY_LEN];

  // The peer that may still continue.
  private @Nullable PublicKey key;
  private boolean presharedKeyPresent;
  private @Nullable InetSocketAddress endpoint;
  private @Nullable Instant latestHandshake;
  private long rxBytes;
  private long txBytes;
  private int keepalive;
  private final List<IpPrefix> prefixes = new ArrayList<>();
  // Where in the list the latest part of the peer began.
  private int partStart;
  // Whether a part of it may be missing.
  private boolean torn;

  PeerDecoder(ByteBuffer buffer, Consumer<? super PeerStatus> consumer) {
    this.consumer = consumer;
    device = new AttributeReader(buffer);
    peers = new AttributeReader(buffer);
    peer = new AttributeReader(buffer);
    allowedIps = new AttributeReader(buffer);
    allowedIp = new AttributeReader(buffer);
  }

  @Override
  public Next accept(MessageReader message) throws NetlinkFormatException {
    boolean progress = false;
    boolean interrupted = (message.flags() & Netlink.NLM_F_DUMP_INTR) != 0;
    message.attributes(device, Netlink.GENERIC_HEADER_LENGTH);
    while (device.next()) {
      if (device.type() == WireGuard.WGDEVICE_A_PEERS) {
        device.nested(peers);
        while (peers.next()) {
          progress |= readPeer();
          interrupted = false;
        }
      }
    }
    // The dump ended early, so what was begun may not have been given to its end.
    torn |= interrupted;
    return progress ? Next.CONTINUE : Next.NO_PROGRESS;
  }

  /** Gives the last peer on if it is whole. Called once, when the dump has ended well. */
  void finish() {
    if (key != null && !torn) {
      consumer.accept(
          new PeerStatus(
              key,
              presharedKeyPresent,
              endpoint,
              latestHandshake,
              rxBytes,
              txBytes,
              keepalive,
              prefixes));
    }
    key = null;
  }

  /** Reads one peer or a part of one, and tells whether it brought anything. */
  private boolean readPeer() throws NetlinkFormatException {
    // When allowed IPs changed in the middle of a peer's, the kernel leaves out the rest of them;
    // and if that peer was removed, it leaves out all of the next peer (get_peer in
    // drivers/net/wireguard/netlink.c). Either way a peer comes that is nothing but a key. Neither
    // it nor the one before is given on: another dump will have them whole.
    boolean bare = peers.length() <= BARE_LENGTH;
    torn |= bare;
    peers.nested(peer);
    if (!peer.next() || peer.type() != WireGuard.WGPEER_A_PUBLIC_KEY) {
      throw new NetlinkFormatException("a peer that does not begin with its public key");
    }
    peer.copy(keyBytes);
    PublicKey found = PublicKey.ofBytes(keyBytes);
    boolean continues = found.equals(key);
    if (!continues) {
      finish();
      begin(found);
    }
    int before = prefixes.size();
    while (peer.next()) {
      readPeerAttribute();
    }
    torn |= bare;
    return !continues || isNewPart(before);
  }

  /** A kernel that cannot advance gives the same part again and again. */
  private boolean isNewPart(int before) {
    int previous = partStart;
    partStart = before;
    return prefixes.size() > before
        && !prefixes.subList(before, prefixes.size()).equals(prefixes.subList(previous, before));
  }

  private void begin(PublicKey found) {
    key = found;
    presharedKeyPresent = false;
    endpoint = null;
    latestHandshake = null;
    rxBytes = 0;
    txBytes = 0;
    keepalive = 0;
    prefixes.clear();
    partStart = 0;
    torn = false;
  }

  private void readPeerAttribute() throws NetlinkFormatException {
    switch (peer.type()) {
      case WireGuard.WGPEER_A_PRESHARED_KEY -> presharedKeyPresent = !peer.isZero();
      case WireGuard.WGPEER_A_ENDPOINT -> endpoint = SocketAddresses.read(peer);
      case WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME -> latestHandshake = readTime();
      case WireGuard.WGPEER_A_RX_BYTES -> rxBytes = readCounter();
      case WireGuard.WGPEER_A_TX_BYTES -> txBytes = readCounter();
      case WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL -> keepalive = peer.u16();
      case WireGuard.WGPEER_A_ALLOWEDIPS -> readAllowedIps();
      default -> {
        // Of no use here, or newer than this code.
      }
    }
  }

  /** {@code struct __kernel_timespec}: seconds 8, nanoseconds 8; all zero for never. */
  private @Nullable Instant readTime() throws NetlinkFormatException {
    long seconds = peer.longAt(0);
    long nanos = peer.longAt(Long.BYTES);
    if (seconds == 0 && nanos == 0) {
      return null;
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException | ArithmeticException e) {
      throw new NetlinkFormatException("a handshake time of " + seconds + " s " + nanos + " ns");
    }
  }

  /** An unsigned number of 64 bits; the half that a long cannot hold would take ages to reach. */
  private long readCounter() throws NetlinkFormatException {
    long value = peer.u64();
    return value < 0 ? Long.MAX_VALUE : value;
  }

  private void readAllowedIps() throws NetlinkFormatException {
    peer.nested(allowedIps);
    while (allowedIps.next()) {
      allowedIps.nested(allowedIp);
      prefixes.add(readAllowedIp());
    }
  }

  private IpPrefix readAllowedIp() throws NetlinkFormatException {
    int family = AF_UNKNOWN;
    InetAddress address = null;
    int length = -1;
    while (allowedIp.next()) {
      switch (allowedIp.type()) {
        case WireGuard.WGALLOWEDIP_A_FAMILY -> family = allowedIp.u16();
        case WireGuard.WGALLOWEDIP_A_IPADDR ->
            address = SocketAddresses.address(allowedIp.bytesAt(0, allowedIp.length()), -1);
        case WireGuard.WGALLOWEDIP_A_CIDR_MASK -> length = allowedIp.u8();
        default -> {
          // Newer than this code.
        }
      }
    }
    if (address == null || SocketAddresses.family(address) != family) {
      throw new NetlinkFormatException("an allowed IP whose address is not of family " + family);
    }
    try {
      return IpPrefix.masked(address, length);
    } catch (IllegalArgumentException e) {
      throw new NetlinkFormatException("an allowed IP: " + e.getMessage());
    }
  }
}
