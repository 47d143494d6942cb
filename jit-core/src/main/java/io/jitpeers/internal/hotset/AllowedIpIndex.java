package io.jitpeers.internal.hotset;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which allowed IPs. A device gives an allowed IP to one peer only and moves it silently
 * when another peer is given it: whoever asks for somebody else's prefix would get it. So an
 * identical prefix is always a conflict. Nested ones, of which the device keeps both, are conflicts
 * unless the rule permits them.
 *
 * <p>Not thread-safe. A prefix has one holder, the one that claimed it last, as on the device.
 */
final class AllowedIpIndex {
  private final NestedAllowedIps nested;
  private final TreeMap<IpPrefix, PublicKey> holders = new TreeMap<>();
  // Those of the held prefixes whose holder somebody else installed: few, but for a time after a
  // start. Apart, so that nobody walks over a whole network to find that there are none in it.
  private final NavigableSet<IpPrefix> foreign = new TreeSet<>();
  // How many prefixes of each length are held. Few lengths are in use, so looking for a prefix that
  // encloses a wanted one takes a look-up for each of these only.
  private final int[] ipv4Lengths = new int[33];
  private final int[] ipv6Lengths = new int[129];
  // Read without the lock that guards the rest.
  private final AtomicInteger departures = new AtomicInteger();

  /** A prefix of so many bits, and who holds it. */
  record Holding(int length, PublicKey holder) {}

  AllowedIpIndex(NestedAllowedIps nested) {
    this.nested = nested;
  }

  /** The first of the wanted prefixes that another key's keeps from being installed, or null. */
  @Nullable Conflict firstConflict(PublicKey key, Collection<IpPrefix> wanted) {
    for (IpPrefix prefix : wanted) {
      IpPrefix held = conflicting(key, prefix);
      if (held != null) {
        PublicKey holder = Objects.requireNonNull(holders.get(held));
        return new Conflict(prefix, held, holder, foreign.contains(held));
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
    // A foreign peer's may be inside nothing of ours, whatever else is permitted.
    return enclosed(
        key, wanted, nested == NestedAllowedIps.PERMIT ? foreign : holders.navigableKeySet());
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
            nested == NestedAllowedIps.PERMIT_INSIDE_FOREIGN && foreign.contains(candidate);
        if (!permitted && isOthers(key, candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }

  private @Nullable IpPrefix enclosed(
      PublicKey key, IpPrefix wanted, NavigableSet<IpPrefix> among) {
    // A prefix sorts directly before everything inside it.
    for (IpPrefix candidate : among.tailSet(wanted, false)) {
      if (!wanted.contains(candidate)) {
        return null;
      }
      if (isOthers(key, candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Who has the longest prefix that an address is in, or null. */
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

  /** Changes whenever an address may have lost its holder. Thread-safe. */
  int departures() {
    return departures.get();
  }

  /** A holder is about to lose what it has. */
  void departing() {
    departures.incrementAndGet();
  }

  /** Gives a prefix to a key, taking it from whoever held it. */
  void claim(IpPrefix prefix, PublicKey key) {
    PublicKey before = holders.put(prefix, key);
    if (before == null) {
      lengthsOf(prefix)[prefix.length()]++;
    } else if (!before.equals(key)) {
      foreign.remove(prefix);
    }
  }

  /** Notes whether somebody else installed the holder of prefixes, for those that a key holds. */
  void foreign(PublicKey key, IpPrefix[] prefixes, boolean isForeign) {
    for (IpPrefix prefix : prefixes) {
      if (!key.equals(holders.get(prefix))) {
        continue;
      }
      if (isForeign) {
        foreign.add(prefix);
      } else {
        foreign.remove(prefix);
      }
    }
  }

  /** Gives a prefix to a key if nobody holds exactly that prefix. */
  void claimIfFree(IpPrefix prefix, PublicKey key) {
    if (holders.putIfAbsent(prefix, key) == null) {
      lengthsOf(prefix)[prefix.length()]++;
    }
  }

  /** Takes a prefix from a key, if it is the holder. */
  void release(IpPrefix prefix, PublicKey key) {
    if (holders.remove(prefix, key)) {
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
