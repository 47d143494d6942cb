package io.jitpeers.internal.hotset;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An index of allowed IPs and the keys that hold them. A device assigns each allowed IP to one
 * peer. If the same allowed IP is set for another peer, the device silently moves it to that peer,
 * which then receives the traffic of the first peer. Identical prefixes of two peers are therefore
 * always a conflict. Nested prefixes of two peers can exist side by side on a device. They are
 * nevertheless a conflict, unless {@link NestedAllowedIps} permits them.
 *
 * <p>Not thread-safe. A prefix has one holder: the peer that claimed it last, as on the device.
 */
final class AllowedIpIndex {
  private final NestedAllowedIps nested;
  private final PrefixMap holders = new PrefixMap();
  // The held prefixes of foreign peers. These prefixes are few, except for a while after a start.
  // With this separate map, the search for foreign prefixes inside a large network does not walk
  // through the prefixes of all peers.
  private final PrefixMap foreign = new PrefixMap();
  // The number of held prefixes of each length. The search for an enclosing prefix takes one
  // look-up for each length that has prefixes. Usually, only few lengths have any.
  private final int[] ipv4Lengths = new int[33];
  private final int[] ipv6Lengths = new int[129];
  // Read without the lock that guards the other fields.
  private final AtomicInteger departures = new AtomicInteger();

  /** The length of a held prefix, and the key that holds it. */
  record Holding(int length, PublicKey holder) {}

  AllowedIpIndex(NestedAllowedIps nested) {
    this.nested = nested;
  }

  /**
   * Returns the conflict of the first wanted prefix that conflicts with another key's prefix; null
   * if no wanted prefix conflicts.
   */
  @Nullable Conflict firstConflict(PublicKey key, Collection<IpPrefix> wanted) {
    for (IpPrefix prefix : wanted) {
      IpPrefix held = conflicting(key, prefix);
      if (held != null) {
        PublicKey holder = Objects.requireNonNull(holders.get(held));
        return new Conflict(prefix, held, holder, isForeign(held));
      }
    }
    return null;
  }

  private @Nullable IpPrefix conflicting(PublicKey key, IpPrefix wanted) {
    if (isOthers(key, wanted)) {
      return wanted;
    }
    IpPrefix around = nested == NestedAllowedIps.PERMIT ? null : enclosing(key, wanted);
    if (around != null) {
      return around;
    }
    // No setting permits a prefix that contains a prefix of a foreign peer.
    return enclosed(key, wanted, nested == NestedAllowedIps.PERMIT ? foreign : holders);
  }

  private boolean isForeign(IpPrefix prefix) {
    return foreign.get(prefix) != null;
  }

  private boolean isOthers(PublicKey key, IpPrefix prefix) {
    PublicKey holder = holders.get(prefix);
    return holder != null && !holder.equals(key);
  }

  private @Nullable IpPrefix enclosing(PublicKey key, IpPrefix wanted) {
    int[] lengths = lengthsOf(wanted);
    for (int length = 0; length < wanted.length(); length++) {
      if (lengths[length] > 0) {
        IpPrefix candidate = wanted.truncate(length);
        boolean permitted =
            nested == NestedAllowedIps.PERMIT_INSIDE_FOREIGN && isForeign(candidate);
        if (!permitted && isOthers(key, candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }

  private @Nullable IpPrefix enclosed(PublicKey key, IpPrefix wanted, PrefixMap among) {
    // A prefix sorts directly before all prefixes inside it.
    IpPrefix candidate = among.higher(wanted);
    while (candidate != null && wanted.contains(candidate)) {
      if (isOthers(key, candidate)) {
        return candidate;
      }
      candidate = among.higher(candidate);
    }
    return null;
  }

  /** Returns the longest held prefix that contains an address; null if there is none. */
  @Nullable Holding longestMatch(IpPrefix address) {
    int[] lengths = lengthsOf(address);
    for (int length = address.length(); length >= 0; length--) {
      if (lengths[length] > 0) {
        PublicKey holder = holders.get(address.truncate(length));
        if (holder != null) {
          return new Holding(length, holder);
        }
      }
    }
    return null;
  }

  /**
   * Returns a number that changes whenever a prefix may have lost its holder without passing to
   * another holder. Thread-safe.
   */
  int departures() {
    return departures.get();
  }

  /**
   * Changes the number that {@link #departures} returns, because a key is about to lose its
   * prefixes.
   */
  void departing() {
    departures.incrementAndGet();
  }

  /** Assigns a prefix to a key and takes it from any other holder. */
  void claim(IpPrefix prefix, PublicKey key) {
    PublicKey before = holders.put(prefix, key);
    if (before == null) {
      lengthsOf(prefix)[prefix.length()]++;
    } else if (!before.equals(key)) {
      foreign.remove(prefix);
    }
  }

  /**
   * For each given prefix that the key holds, records whether the key's peer is foreign, that is,
   * managed by another program.
   */
  void foreign(PublicKey key, IpPrefix[] prefixes, boolean isForeign) {
    for (IpPrefix prefix : prefixes) {
      if (!key.equals(holders.get(prefix))) {
        continue;
      }
      if (isForeign) {
        foreign.put(prefix, key);
      } else {
        foreign.remove(prefix);
      }
    }
  }

  /**
   * Returns the holder of the prefix with the given bits and length; null if it has none. The host
   * bits must be 0.
   */
  @Nullable PublicKey holder(boolean ipv6, long high, long low, int length) {
    return holders.get(ipv6, high, low, length);
  }

  /**
   * Returns whether the prefix with the given bits and length is recorded as held by a foreign
   * peer, that is, by a peer that another program manages.
   */
  boolean isForeign(boolean ipv6, long high, long low, int length) {
    return foreign.get(ipv6, high, low, length) != null;
  }

  /** Removes a prefix from a key if the key is its holder. */
  void release(IpPrefix prefix, PublicKey key) {
    if (key.equals(holders.get(prefix))) {
      holders.remove(prefix);
      lengthsOf(prefix)[prefix.length()]--;
      foreign.remove(prefix);
      departing();
    }
  }

  void clear() {
    departing();
    holders.clear();
    foreign.clear();
    Arrays.fill(ipv4Lengths, 0);
    Arrays.fill(ipv6Lengths, 0);
  }

  int size() {
    return holders.size();
  }

  private int[] lengthsOf(IpPrefix prefix) {
    return prefix.isIpv6() ? ipv6Lengths : ipv4Lengths;
  }
}
