package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map from IPv4 and IPv6 prefixes to the keys of the peers that hold them. Not
 * thread-safe.
 */
final class PrefixMap {
  private final PrefixTable ipv4 = new PrefixTable(false);
  private final PrefixTable ipv6 = new PrefixTable(true);

  int size() {
    return ipv4.size() + ipv6.size();
  }

  /** Returns the holder of a prefix; null if it has none. */
  @Nullable PublicKey get(IpPrefix prefix) {
    return get(prefix.isIpv6(), prefix.highBits(), prefix.lowBits(), prefix.length());
  }

  /**
   * Returns the holder of the prefix with the given bits and length; null if it has none. The host
   * bits must be 0.
   */
  @Nullable PublicKey get(boolean isIpv6, long high, long low, int length) {
    return (isIpv6 ? ipv6 : ipv4).get(high, low, length);
  }

  /** Sets the holder of a prefix. Returns the previous holder; null if there was none. */
  @Nullable PublicKey put(IpPrefix prefix, PublicKey holder) {
    return tableOf(prefix).put(prefix, holder);
  }

  /** Removes a prefix; does nothing if it has no holder. */
  void remove(IpPrefix prefix) {
    tableOf(prefix).remove(prefix);
  }

  /**
   * Returns the first prefix in this map that follows the given prefix and has the same family;
   * null if there is none.
   */
  @Nullable IpPrefix higher(IpPrefix prefix) {
    return tableOf(prefix).higher(prefix);
  }

  void clear() {
    ipv4.clear();
    ipv6.clear();
  }

  private PrefixTable tableOf(IpPrefix prefix) {
    return prefix.isIpv6() ? ipv6 : ipv4;
  }
}
