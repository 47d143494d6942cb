package io.jitpeers.wireguard;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a listing of a data plane's peers. A {@link PeerStatus} is a listed peer that never
 * changes. Other implementations are cursors: the store moves one object from peer to peer, so that
 * a listing of many peers allocates nothing for each of them. A method that receives a cursor may
 * use the cursor only until the method returns, and only on the same thread. To keep a peer longer,
 * use {@link #toStatus}.
 *
 * <p>A method that returns an object may create the object. In this library's stores, the other
 * methods allocate nothing.
 */
public interface ListedPeer {

  /** {@return the peer's static public key} */
  PublicKey publicKey();

  /** {@return the hash code of {@link #publicKey}} */
  default int keyHash() {
    return publicKey().hashCode();
  }

  /**
   * Returns whether the peer has the given key.
   *
   * @param key the key to compare with {@link #publicKey}
   * @return true if the keys are equal
   */
  default boolean hasKey(PublicKey key) {
    return publicKey().equals(key);
  }

  /** {@return whether the peer has a preshared key} */
  boolean presharedKeyPresent();

  /**
   * {@return the address that packets to the peer are sent to: where the peer's latest packet came
   * from, or the configured endpoint; null if unknown}
   */
  @Nullable InetSocketAddress endpoint();

  /** {@return the port of {@link #endpoint}; 0 if the endpoint is unknown or not resolved} */
  default int endpointPort() {
    InetSocketAddress endpoint = endpoint();
    return endpoint == null || endpoint.isUnresolved() ? 0 : endpoint.getPort();
  }

  /**
   * Returns whether {@link #endpoint} has the given IPv4 address.
   *
   * @param address the address's 32 bits, its first byte in the most significant bits; for example,
   *     {@code 0xC0000201} is 192.0.2.1
   * @return true if the addresses are equal; false also if the endpoint is unknown
   */
  default boolean isAtIpv4(int address) {
    InetSocketAddress endpoint = endpoint();
    if (endpoint == null || !(endpoint.getAddress() instanceof Inet4Address at)) {
      return false;
    }
    // On HotSpot, the hash code of an IPv4 address is the address itself. The bytes of the address
    // have to be copied, so they are compared only if the hash code differs.
    return at.hashCode() == address || ByteBuffer.wrap(at.getAddress()).getInt() == address;
  }

  /**
   * Returns whether {@link #endpoint} has the given IPv6 address.
   *
   * @param high the address's first 64 bits
   * @param low the address's last 64 bits
   * @param scope the interface index of a link-local address; 0 for none
   * @return true if the addresses are equal; false also if the endpoint is unknown
   */
  default boolean isAtIpv6(long high, long low, int scope) {
    InetSocketAddress endpoint = endpoint();
    if (endpoint == null || !(endpoint.getAddress() instanceof Inet6Address at)) {
      return false;
    }
    ByteBuffer bytes = ByteBuffer.wrap(at.getAddress());
    return bytes.getLong() == high && bytes.getLong() == low && at.getScopeId() == scope;
  }

  /**
   * Returns whether the address of {@link #endpoint} has the given hash code. For a peer that holds
   * its endpoint as an object, this method is cheaper than {@link #isAtIpv6}. For any other peer
   * the method may return false even if the hash codes are equal, so false does not prove that the
   * addresses differ.
   *
   * @param hash the hash code of an {@link java.net.InetAddress}
   * @return true only if the hash codes are equal; false also if the endpoint is unknown
   */
  default boolean hasAddressHash(int hash) {
    InetSocketAddress endpoint = endpoint();
    return endpoint != null && !endpoint.isUnresolved() && endpoint.getAddress().hashCode() == hash;
  }

  /**
   * {@return when the latest handshake completed, by the data plane's wall clock; null if there was
   * none}
   */
  @Nullable Instant latestHandshake();

  /**
   * {@return the time of the latest handshake in nanoseconds since 1970; 0 only if there was no
   * handshake. The times 0 and 1 both have the value 1. Any other two times have different values
   * if they are less than 584 years apart. The value overflows after the year 2262}
   */
  default long handshakeStamp() {
    Instant handshake = latestHandshake();
    return handshake == null ? 0 : stampOf(handshake.getEpochSecond(), handshake.getNano());
  }

  /**
   * Returns the {@link #handshakeStamp} of a handshake.
   *
   * @param second the second of the handshake, counted from 1970
   * @param nano the nanosecond within the second
   * @return the stamp, never 0
   */
  static long stampOf(long second, int nano) {
    long stamp = second * 1_000_000_000L + nano;
    return stamp == 0 ? 1 : stamp;
  }

  /** {@return bytes received, including encryption overhead} */
  long rxBytes();

  /** {@return bytes sent, including encryption overhead} */
  long txBytes();

  /** {@return the persistent keepalive, 0 (off) to 65535} */
  int persistentKeepaliveSeconds();

  /** {@return the peer's allowed IPs, in the data plane's order; immutable} */
  List<IpPrefix> allowedIps();

  /** {@return the number of allowed IPs} */
  default int allowedIpCount() {
    return allowedIps().size();
  }

  /**
   * Returns whether a prefix is one of the allowed IPs.
   *
   * @param prefix the prefix; a prefix inside an allowed IP does not count
   * @return true if {@link #allowedIps} contains the prefix
   */
  default boolean hasAllowedIp(IpPrefix prefix) {
    return hasAllowedIp(prefix.isIpv6(), prefix.highBits(), prefix.lowBits(), prefix.length());
  }

  /**
   * Returns whether a prefix is one of the allowed IPs. The caller passes the prefix as bits, so it
   * need not create a prefix object.
   *
   * @param ipv6 as in {@link IpPrefix#ofBits}
   * @param high as in {@link IpPrefix#ofBits}
   * @param low as in {@link IpPrefix#ofBits}
   * @param length as in {@link IpPrefix#ofBits}
   * @return true if {@link #allowedIps} contains the prefix of these bits
   */
  default boolean hasAllowedIp(boolean ipv6, long high, long low, int length) {
    List<IpPrefix> all = allowedIps();
    // Uses no iterator, because this loop runs for each peer of each listing.
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isOfBits(ipv6, high, low, length)) {
        return true;
      }
    }
    return false;
  }

  /** {@return an immutable copy} */
  default PeerStatus toStatus() {
    return new PeerStatus(
        publicKey(),
        presharedKeyPresent(),
        endpoint(),
        latestHandshake(),
        rxBytes(),
        txBytes(),
        persistentKeepaliveSeconds(),
        allowedIps());
  }
}
