package io.jitpeers.internal.hotset;

import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the allowed IPs of a resident peer in packed form, to save memory: there may be hundreds of
 * thousands of peers. A single IPv4 prefix, the most common case, takes two fields and no object.
 * Any other set of allowed IPs takes one byte array. Guarded by the hot set's lock.
 */
abstract class AllowedIpHolder {
  /** The largest number of listed prefixes that are compared one by one, without allocating. */
  private static final int FEW = 64;

  // The address and the length of the peer's only prefix, if that is an IPv4 prefix; otherwise 0.
  private int ipv4;
  private byte ipv4Length;
  // Null if the peer holds exactly the IPv4 prefix above.
  private byte @Nullable [] packed;

  AllowedIpHolder(IpPrefix[] held) {
    hold(held);
  }

  /** Replaces the allowed IPs that the peer holds by the given ones, which have no duplicates. */
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

  /** Returns whether a listing shows exactly the prefixes that the peer holds, in any order. */
  final boolean holdsJust(ListedPeer listed) {
    if (listed.allowedIpCount() > FEW) {
      return Set.of(held()).equals(Set.copyOf(listed.allowedIps()));
    }
    int count = 0;
    for (int at = 0; at < end(); at = next(at)) {
      if (!listed.hasAllowedIp(isIpv6(at), highBits(at), lowBits(at), length(at))) {
        return false;
      }
      count++;
    }
    // The held prefixes are distinct. The listed prefixes may be repeated.
    return listed.allowedIpCount() == count || Set.copyOf(listed.allowedIps()).size() == count;
  }

  // The following methods iterate over the prefixes without creating objects. The first prefix is
  // at position 0, next(at) returns the next position, and the iteration stops at end().

  /** Returns the position after the last prefix. */
  final int end() {
    return packed == null ? 1 : packed.length;
  }

  /** Returns the position after the given one; {@link #end} if that was the last prefix. */
  final int next(int at) {
    return packed == null ? 1 : PackedPrefixes.next(packed, at);
  }

  final boolean isIpv6(int at) {
    return packed != null && PackedPrefixes.isIpv6(packed, at);
  }

  final long highBits(int at) {
    return packed == null ? (long) ipv4 << Integer.SIZE : PackedPrefixes.highBits(packed, at);
  }

  final long lowBits(int at) {
    return packed == null ? 0 : PackedPrefixes.lowBits(packed, at);
  }

  final int length(int at) {
    return packed == null ? ipv4Length : PackedPrefixes.length(packed, at);
  }
}
