package io.jitpeers.internal.wakeup;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The remembered state of one peer. There may be a hundred thousand of these objects. To save
 * memory, they store the endpoint in primitive fields instead of an address object. Guarded by the
 * lock of {@link RememberedPeers}.
 */
final class RememberedPeer {
  /**
   * The maximum number of doublings of the pause between two wake-ups of a peer. Usually the pause
   * reaches its maximum length after fewer doublings.
   */
  private static final int MAX_DOUBLINGS = 30;

  private static final int IPV4_LENGTH = 4;

  final PublicKey key;
  long seenAt;
  // An IpPrefix or an IpPrefix[]: most peers hold one prefix, which then needs no array.
  private Object held;
  private long high;
  private long low;
  private int scope;
  private char port;
  private byte addressLength;
  private byte unconfirmed;
  private boolean woken;
  private long wakeAfter;

  RememberedPeer(PublicKey key, IpPrefix[] held, long now) {
    this.key = key;
    this.held = held.length == 1 ? held[0] : held;
    this.seenAt = now;
  }

  IpPrefix[] held() {
    return held instanceof IpPrefix[] several ? several : new IpPrefix[] {(IpPrefix) held};
  }

  void hold(IpPrefix[] prefixes) {
    held = prefixes.length == 1 ? prefixes[0] : prefixes;
  }

  boolean holds(IpPrefix[] prefixes) {
    return held instanceof IpPrefix[] several
        ? Arrays.equals(several, prefixes)
        : prefixes.length == 1 && held.equals(prefixes[0]);
  }

  void endpoint(InetSocketAddress endpoint) {
    InetAddress address = endpoint.getAddress();
    byte[] bytes = address.getAddress();
    ByteBuffer padded = ByteBuffer.wrap(Arrays.copyOf(bytes, 2 * Long.BYTES));
    high = padded.getLong();
    low = padded.getLong();
    addressLength = (byte) bytes.length;
    scope = address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    port = (char) endpoint.getPort();
  }

  /** Returns the peer's last known endpoint; null if no endpoint is known. */
  @Nullable InetSocketAddress endpoint() {
    if (addressLength == 0) {
      return null;
    }
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      InetAddress address =
          addressLength == IPV4_LENGTH
              ? InetAddress.getByAddress(Arrays.copyOf(bytes, IPV4_LENGTH))
              : Inet6Address.getByAddress(null, bytes, scope > 0 ? scope : -1);
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are always an address", e);
    }
  }

  boolean isPaused(long now) {
    return woken && now - wakeAfter < 0;
  }

  /**
   * Records that a wake-up begins. The pause before the next wake-up doubles with each wake-up that
   * installed the peer but brought no sign that the client can be reached.
   */
  void wake(long now, long pause, long maxPause) {
    woken = true;
    long doubled = pause << unconfirmed;
    boolean overflown = doubled >> unconfirmed != pause;
    wakeAfter = now + (overflown ? maxPause : Math.min(maxPause, doubled));
  }

  /**
   * Records that a wake-up installed the peer. The wake-up counts as unconfirmed until {@link
   * #confirmed} is called.
   */
  void installed() {
    unconfirmed = (byte) Math.min(MAX_DOUBLINGS, unconfirmed + 1);
  }

  /**
   * Records a sign that the client can be reached. Ends the pause in which the peer is not woken.
   * The pause after the next wake-up has the initial length again.
   */
  void confirmed() {
    woken = false;
    unconfirmed = 0;
  }
}
