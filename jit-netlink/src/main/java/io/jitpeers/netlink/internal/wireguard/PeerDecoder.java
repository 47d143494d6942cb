package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import io.jitpeers.netlink.internal.connection.DumpConsumer;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses the peers of a dump, and merges a peer that continues in the next message. Each peer is
 * reported when the next one begins; the last peer is reported by {@link #finish}. Only one peer is
 * held at a time. Not thread-safe; used for one dump.
 *
 * <p>If the device changed between two messages, the kernel omits those allowed IPs of the current
 * peer that it has not sent yet, which can be all of them. If the current peer was removed, the
 * kernel also omits the data of the next peer, except the next peer's public key ({@code get_peer}
 * in {@code drivers/net/wireguard/netlink.c}, Linux 5.6 to 6.1 at least). Peers with omitted data
 * are not reported. A dump with such a change counts as interrupted. The next dump reports the
 * omitted peers if they still exist.
 */
final class PeerDecoder implements DumpConsumer {
  /**
   * The maximum number of peers in a dump, and the maximum number of allowed IPs of one peer. No
   * device reaches these limits: the kernel limits a device to 2^20 peers ({@code
   * MAX_PEERS_PER_DEVICE}), and 2^24 allowed IPs would take gigabytes of kernel memory. A dump that
   * exceeds a limit counts as endless.
   */
  static final int MAX_PEERS = 1 << 24;

  static final int MAX_ALLOWED_IPS = 1 << 24;

  private static final int AF_UNKNOWN = -1;
  private static final long LAST_SECOND = Instant.MAX.getEpochSecond();
  private static final long NANOS_IN_SECOND = 1_000_000_000;

  private final Consumer<? super PeerStatus> consumer;
  private final int maxPeers;
  private final int maxAllowedIps;
  private final AttributeReader device;
  private final AttributeReader peers;
  private final AttributeReader peer;
  private final AttributeReader allowedIps;
  private final AttributeReader allowedIp;
  private final byte[] keyBytes = new byte[WireGuard.KEY_LEN];

  // The current peer, which may continue in the next message.
  private @Nullable PublicKey key;
  private boolean headRead;
  private boolean presharedKeyPresent;
  private @Nullable InetSocketAddress endpoint;
  private @Nullable Instant latestHandshake;
  private long rxBytes;
  private long txBytes;
  private int keepalive;
  private final List<IpPrefix> prefixes = new ArrayList<>();
  // The index in the list of allowed IPs at which the latest part of the peer began.
  private int partStart;
  private int peersBegun;

  PeerDecoder(ByteBuffer buffer, Consumer<? super PeerStatus> consumer) {
    this(buffer, consumer, MAX_PEERS, MAX_ALLOWED_IPS);
  }

  /** Creates a decoder with other limits, for tests. */
  PeerDecoder(
      ByteBuffer buffer, Consumer<? super PeerStatus> consumer, int maxPeers, int maxAllowedIps) {
    this.consumer = consumer;
    this.maxPeers = maxPeers;
    this.maxAllowedIps = maxAllowedIps;
    device = new AttributeReader(buffer);
    peers = new AttributeReader(buffer);
    peer = new AttributeReader(buffer);
    allowedIps = new AttributeReader(buffer);
    allowedIp = new AttributeReader(buffer);
  }

  @Override
  public Next accept(MessageReader message) throws NetlinkFormatException {
    boolean progress = false;
    boolean afterChange = (message.flags() & Netlink.NLM_F_DUMP_INTR) != 0;
    message.attributes(device, Netlink.GENERIC_HEADER_LENGTH);
    while (device.next()) {
      if (device.type() == WireGuard.WGDEVICE_A_PEERS) {
        device.nested(peers);
        while (peers.next()) {
          progress |= readPeer(afterChange);
          afterChange = false;
        }
      }
    }
    if (afterChange) {
      // The current peer was removed, so no further part of it follows.
      drop();
    }
    return progress ? Next.CONTINUE : Next.NO_PROGRESS;
  }

  /** Reports the last peer. Called once, after the dump has ended successfully. */
  void finish() {
    if (key != null) {
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
      key = null;
    }
  }

  private void drop() {
    key = null;
  }

  /**
   * Parses one peer or a part of one. Returns whether it contained anything new.
   *
   * @param afterChange whether the device changed just before this peer was sent
   */
  private boolean readPeer(boolean afterChange) throws NetlinkFormatException {
    PublicKey found = readKey();
    if (found.equals(key)) {
      return readPart(afterChange);
    }
    if (afterChange && !hasHead()) {
      // The previous peer was removed: the kernel omitted the rest of it, and all attributes of
      // this peer except the key.
      drop();
      return true;
    }
    finish();
    begin(found);
    readAttributes();
    if (!headRead) {
      throw new NetlinkFormatException("a peer without its latest handshake");
    }
    if (afterChange && prefixes.isEmpty()) {
      // Either the peer has no allowed IPs, or the first one did not fit and the kernel then
      // omitted all.
      drop();
    }
    return true;
  }

  private boolean readPart(boolean afterChange) throws NetlinkFormatException {
    int before = prefixes.size();
    readAttributes();
    if (afterChange && prefixes.size() == before) {
      // The kernel omitted the rest of the peer's allowed IPs.
      drop();
      return true;
    }
    return isNewPart(before);
  }

  private PublicKey readKey() throws NetlinkFormatException {
    peers.nested(peer);
    if (!peer.next() || peer.type() != WireGuard.WGPEER_A_PUBLIC_KEY) {
      throw new NetlinkFormatException("a peer that does not begin with its public key");
    }
    peer.copy(keyBytes);
    return PublicKey.ofBytes(keyBytes);
  }

  /**
   * Returns whether the peer has attributes other than its key and allowed IPs. The reader looks
   * ahead for this, and is then moved back to the attribute after the key.
   */
  private boolean hasHead() throws NetlinkFormatException {
    boolean head = false;
    while (!head && peer.next()) {
      head = peer.type() == WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME;
    }
    peers.nested(peer);
    var unused = peer.next();
    return head;
  }

  private void readAttributes() throws NetlinkFormatException {
    while (peer.next()) {
      readPeerAttribute();
    }
  }

  /**
   * Returns whether the last part has allowed IPs other than the previous part's. A faulty kernel
   * may repeat a part forever.
   */
  private boolean isNewPart(int before) {
    int previous = partStart;
    partStart = before;
    return prefixes.size() > before
        && !prefixes.subList(before, prefixes.size()).equals(prefixes.subList(previous, before));
  }

  private void begin(PublicKey found) throws NetlinkFormatException {
    if (++peersBegun > maxPeers) {
      throw new NetlinkFormatException("more than " + maxPeers + " peers: the dump may be endless");
    }
    key = found;
    headRead = false;
    presharedKeyPresent = false;
    endpoint = null;
    latestHandshake = null;
    rxBytes = 0;
    txBytes = 0;
    keepalive = 0;
    prefixes.clear();
    partStart = 0;
  }

  private void readPeerAttribute() throws NetlinkFormatException {
    switch (peer.type()) {
      case WireGuard.WGPEER_A_PRESHARED_KEY -> presharedKeyPresent = !isZeroKey();
      case WireGuard.WGPEER_A_ENDPOINT -> endpoint = SocketAddresses.read(peer);
      case WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME -> {
        latestHandshake = readTime();
        headRead = true;
      }
      case WireGuard.WGPEER_A_RX_BYTES -> rxBytes = readCounter();
      case WireGuard.WGPEER_A_TX_BYTES -> txBytes = readCounter();
      case WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL -> keepalive = peer.u16();
      case WireGuard.WGPEER_A_ALLOWEDIPS -> readAllowedIps();
      default -> {
        // An attribute that is not needed, or that this version does not know.
      }
    }
  }

  private boolean isZeroKey() throws NetlinkFormatException {
    if (peer.length() != WireGuard.KEY_LEN) {
      throw new NetlinkFormatException("a preshared key of " + peer.length() + " bytes");
    }
    return peer.isZero();
  }

  /**
   * Parses a {@code struct __kernel_timespec}: seconds 8 bytes, nanoseconds 8 bytes; all zero means
   * never.
   */
  private @Nullable Instant readTime() throws NetlinkFormatException {
    long seconds = peer.longAt(0);
    long nanos = peer.longAt(Long.BYTES);
    if (seconds == 0 && nanos == 0) {
      return null;
    }
    // Linux's clock is never before 1970 (timespec64_valid).
    if (seconds < 0 || seconds > LAST_SECOND || nanos < 0 || nanos >= NANOS_IN_SECOND) {
      throw new NetlinkFormatException("a handshake time of " + seconds + " s " + nanos + " ns");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /**
   * Parses an unsigned 64-bit number. A number above {@link Long#MAX_VALUE}, which no real counter
   * reaches, becomes {@link Long#MAX_VALUE}.
   */
  private long readCounter() throws NetlinkFormatException {
    long value = peer.u64();
    return value < 0 ? Long.MAX_VALUE : value;
  }

  private void readAllowedIps() throws NetlinkFormatException {
    peer.nested(allowedIps);
    while (allowedIps.next()) {
      if (prefixes.size() == maxAllowedIps) {
        throw new NetlinkFormatException(
            "a peer with more than " + maxAllowedIps + " allowed IPs: the dump may be endless");
      }
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
          // An attribute that this version does not know.
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
