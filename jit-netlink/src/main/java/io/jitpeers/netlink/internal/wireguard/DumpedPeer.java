package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.linux.netlink.SocketAddresses;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current peer of a dump: one object for all peers of the dump. It keeps the peer's values as
 * numbers, because the peer may continue in the next message, which overwrites the buffer. Not
 * thread-safe.
 */
final class DumpedPeer implements ListedPeer {
  private static final long LAST_SECOND = Instant.MAX.getEpochSecond();
  private static final long NANOS_IN_SECOND = 1_000_000_000;
  private static final int NO_FAMILY = 0;
  // Offsets in sockaddr_in and sockaddr_in6.
  private static final int PORT = 2;
  private static final int IPV4_ADDRESS = 4;
  private static final int IPV6_ADDRESS = 8;
  private static final int IPV6_SCOPE = 24;

  private final byte[] key = new byte[WireGuard.KEY_LEN];
  private final PrefixList prefixes = new PrefixList();
  private @Nullable PublicKey publicKey;
  private boolean headRead;
  private boolean presharedKeyPresent;
  private int family;
  private int port;
  private long addressHigh;
  private long addressLow;
  private int scope;
  private long handshakeSecond;
  private int handshakeNano;
  private long rxBytes;
  private long txBytes;
  private int keepalive;

  /** Begins a new peer, of which only the key has been read. */
  void begin(byte[] found) {
    System.arraycopy(found, 0, key, 0, key.length);
    publicKey = null;
    prefixes.clear();
    headRead = false;
    presharedKeyPresent = false;
    family = NO_FAMILY;
    port = 0;
    handshakeSecond = 0;
    handshakeNano = 0;
    rxBytes = 0;
    txBytes = 0;
    keepalive = 0;
  }

  /** Returns whether the current peer has the given key. */
  boolean isKey(byte[] other) {
    return Arrays.equals(key, other);
  }

  /** Returns the allowed IPs that have been read so far. */
  PrefixList prefixes() {
    return prefixes;
  }

  /** Returns whether the attributes other than the key and the allowed IPs have been read. */
  boolean isHeadRead() {
    return headRead;
  }

  /** Reads one attribute other than the key and the allowed IPs. */
  void read(AttributeReader peer) throws NetlinkFormatException {
    switch (peer.type()) {
      case WireGuard.WGPEER_A_PRESHARED_KEY -> presharedKeyPresent = !isZeroKey(peer);
      case WireGuard.WGPEER_A_ENDPOINT -> readEndpoint(peer);
      case WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME -> {
        readTime(peer);
        headRead = true;
      }
      case WireGuard.WGPEER_A_RX_BYTES -> rxBytes = readCounter(peer);
      case WireGuard.WGPEER_A_TX_BYTES -> txBytes = readCounter(peer);
      case WireGuard.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL -> keepalive = peer.u16();
      default -> {
        // An attribute that is not needed, or that this version does not know.
      }
    }
  }

  private static boolean isZeroKey(AttributeReader peer) throws NetlinkFormatException {
    if (peer.length() != WireGuard.KEY_LEN) {
      throw new NetlinkFormatException("a preshared key of " + peer.length() + " bytes");
    }
    return peer.isZero();
  }

  private void readEndpoint(AttributeReader peer) throws NetlinkFormatException {
    int found = peer.shortAt(0);
    port = peer.networkShortAt(PORT);
    switch (found) {
      case SocketAddresses.AF_INET -> addressLow = peer.networkIntAt(IPV4_ADDRESS);
      case SocketAddresses.AF_INET6 -> {
        addressHigh = peer.networkLongAt(IPV6_ADDRESS);
        addressLow = peer.networkLongAt(IPV6_ADDRESS + Long.BYTES);
        // The kernel uses 0 for no scope. The JDK permits no negative scope.
        scope = Math.max(0, peer.intAt(IPV6_SCOPE));
      }
      default -> throw new NetlinkFormatException("a socket address of family " + found);
    }
    family = found;
  }

  /**
   * Parses a {@code struct __kernel_timespec}: seconds 8 bytes, nanoseconds 8 bytes. If both are
   * zero, no handshake has happened.
   */
  private void readTime(AttributeReader peer) throws NetlinkFormatException {
    long seconds = peer.longAt(0);
    long nanos = peer.longAt(Long.BYTES);
    // Linux's clock is never before 1970 (timespec64_valid).
    if (seconds < 0 || seconds > LAST_SECOND || nanos < 0 || nanos >= NANOS_IN_SECOND) {
      throw new NetlinkFormatException("a handshake time of " + seconds + " s " + nanos + " ns");
    }
    handshakeSecond = seconds;
    handshakeNano = (int) nanos;
  }

  /**
   * Parses an unsigned 64-bit number. A number above {@link Long#MAX_VALUE}, which no real counter
   * reaches, becomes {@link Long#MAX_VALUE}.
   */
  private static long readCounter(AttributeReader peer) throws NetlinkFormatException {
    long value = peer.u64();
    return value < 0 ? Long.MAX_VALUE : value;
  }

  @Override
  public PublicKey publicKey() {
    PublicKey created = publicKey;
    if (created == null) {
      created = PublicKey.ofBytes(key);
      publicKey = created;
    }
    return created;
  }

  @Override
  public int keyHash() {
    return PublicKey.hashOf(key, 0);
  }

  @Override
  public boolean hasKey(PublicKey other) {
    return other.isIn(key, 0);
  }

  @Override
  public boolean presharedKeyPresent() {
    return presharedKeyPresent;
  }

  @Override
  public @Nullable InetSocketAddress endpoint() {
    if (family == NO_FAMILY) {
      return null;
    }
    byte[] bytes =
        family == SocketAddresses.AF_INET
            ? ByteBuffer.allocate(Integer.BYTES).putInt((int) addressLow).array()
            : ByteBuffer.allocate(2 * Long.BYTES).putLong(addressHigh).putLong(addressLow).array();
    try {
      InetAddress address = SocketAddresses.address(bytes, scope > 0 ? scope : -1);
      return new InetSocketAddress(address, port);
    } catch (NetlinkFormatException e) {
      throw new AssertionError("4 and 16 bytes are always an address", e);
    }
  }

  @Override
  public int endpointPort() {
    return port;
  }

  @Override
  public boolean isAtIpv4(int address) {
    return family == SocketAddresses.AF_INET && (int) addressLow == address;
  }

  @Override
  public boolean isAtIpv6(long high, long low, int scopeId) {
    return family == SocketAddresses.AF_INET6
        && addressHigh == high
        && addressLow == low
        && scope == scopeId;
  }

  /**
   * Always returns false, because this class has no address object whose hash it could compare. The
   * caller then compares the address's numbers; this comparison is just as cheap.
   */
  @Override
  public boolean hasAddressHash(int hash) {
    return false;
  }

  @Override
  public @Nullable Instant latestHandshake() {
    return hasHandshake() ? Instant.ofEpochSecond(handshakeSecond, handshakeNano) : null;
  }

  @Override
  public long handshakeStamp() {
    return hasHandshake() ? ListedPeer.stampOf(handshakeSecond, handshakeNano) : 0;
  }

  private boolean hasHandshake() {
    return handshakeSecond != 0 || handshakeNano != 0;
  }

  @Override
  public long rxBytes() {
    return rxBytes;
  }

  @Override
  public long txBytes() {
    return txBytes;
  }

  @Override
  public int persistentKeepaliveSeconds() {
    return keepalive;
  }

  @Override
  public List<IpPrefix> allowedIps() {
    return prefixes.toList();
  }

  @Override
  public int allowedIpCount() {
    return prefixes.size();
  }

  @Override
  public boolean hasAllowedIp(boolean wide, long high, long low, int length) {
    return prefixes.contains(wide, high, low, length);
  }
}
