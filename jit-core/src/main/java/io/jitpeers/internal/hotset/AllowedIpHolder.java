package io.jitpeers.internal.hotset;

import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.wireguard.IpPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The allowed IPs that a resident peer holds, packed: there are hundreds of thousands of peers. A
 * single IPv4 prefix, the most common case, takes two fields and no object. Everything else takes
 * one array of bytes. Guarded by the hot set's lock.
 */
abstract class AllowedIpHolder {
  // The prefix, if it is the only one and IPv4.
  private int ipv4;
  private byte ipv4Length;
  // Null if the peer holds exactly the IPv4 prefix above.
  private byte @Nullable [] packed;

  AllowedIpHolder(IpPrefix[] held) {
    hold(held);
  }

  /** Replaces the allowed IPs that the peer holds. They have no duplicates. */
  final void hold(IpPrefix[] held) {
    boolean isOneIpv4 = held.length == 1 && !held[0].isIpv6();
    ipv4 = isOneIpv4 ? PackedPrefixes.ipv4(held[0]) : 0;
    ipv4Length = isOneIpv4 ? (byte) held[0].length() : 0;
    packed = isOneIpv4 ? null : PackedPrefixes.pack(Arrays.asList(held));
  }

  /** Returns the allowed IPs that the peer holds, without duplicates, as new objects. */
  final IpPrefix[] held() {
    return packed == null
        ? new IpPrefix[] {PackedPrefixes.ofIpv4(ipv4, ipv4Length)}
        : PackedPrefixes.unpack(packed).toArray(IpPrefix[]::new);
  }

  /** Returns whether the peer holds a prefix. Allocates nothing if the peer has one IPv4 prefix. */
  final boolean holds(IpPrefix prefix) {
    return packed == null ? isOnly(prefix) : PackedPrefixes.unpack(packed).contains(prefix);
  }

  /**
   * Returns whether the peer holds exactly these prefixes, in any order. Allocates nothing if the
   * peer has one IPv4 prefix.
   */
  final boolean holdsJust(List<IpPrefix> listed) {
    return packed == null
        ? listed.size() == 1 && isOnly(listed.get(0))
        : Set.copyOf(PackedPrefixes.unpack(packed)).equals(Set.copyOf(listed));
  }

  private boolean isOnly(IpPrefix prefix) {
    return !prefix.isIpv6() && PackedPrefixes.ipv4(prefix) == ipv4 && prefix.length() == ipv4Length;
  }
}
