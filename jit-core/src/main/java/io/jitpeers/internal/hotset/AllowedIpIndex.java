package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which allowed IPs. A device gives an allowed IP to one peer only and moves it silently
 * when another peer is given it: whoever asks for somebody else's address would get it. So an
 * overlap in either direction is a conflict, even where the device would keep both prefixes.
 *
 * <p>Not thread-safe. A prefix has one holder, the one that claimed it last, as on the device;
 * prefixes of different holders may nest, since peers that others installed do.
 */
final class AllowedIpIndex {
  private final TreeMap<IpPrefix, PublicKey> holders = new TreeMap<>();
  // How many prefixes of each length are held. Few lengths are in use, so looking for a prefix that
  // encloses a wanted one takes a look-up for each of these only.
  private final int[] ipv4Lengths = new int[33];
  private final int[] ipv6Lengths = new int[129];
  // Read without the lock that guards the rest.
  private final AtomicInteger departures = new AtomicInteger();

  /** The first of the wanted prefixes that overlaps one held by another key, or null. */
  @Nullable Conflict firstConflict(PublicKey key, Collection<IpPrefix> wanted) {
    for (IpPrefix prefix : wanted) {
      Map.Entry<IpPrefix, PublicKey> held = enclosing(key, prefix);
      if (held == null) {
        held = enclosed(key, prefix);
      }
      if (held != null) {
        return new Conflict(prefix, held.getKey(), held.getValue());
      }
    }
    return null;
  }

  private Map.@Nullable Entry<IpPrefix, PublicKey> enclosing(PublicKey key, IpPrefix wanted) {
    int[] lengths = lengthsOf(wanted);
    for (int length = 0; length <= wanted.length(); length++) {
      if (lengths[length] > 0) {
        IpPrefix candidate = wanted.truncate(length);
        PublicKey holder = holders.get(candidate);
        if (holder != null && !holder.equals(key)) {
          return Map.entry(candidate, holder);
        }
      }
    }
    return null;
  }

  private Map.@Nullable Entry<IpPrefix, PublicKey> enclosed(PublicKey key, IpPrefix wanted) {
    // A prefix sorts directly before everything inside it.
    for (Map.Entry<IpPrefix, PublicKey> entry : holders.tailMap(wanted, false).entrySet()) {
      if (!wanted.contains(entry.getKey())) {
        return null;
      }
      if (!entry.getValue().equals(key)) {
        return entry;
      }
    }
    return null;
  }

  /** Who has the longest prefix that an address is in, or null. */
  @Nullable PublicKey holder(IpPrefix address) {
    int[] lengths = lengthsOf(address);
    for (int length = address.length(); length >= 0; length--) {
      if (lengths[length] > 0) {
        PublicKey holder = holders.get(address.truncate(length));
        if (holder != null) {
          return holder;
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
    if (holders.put(prefix, key) == null) {
      lengthsOf(prefix)[prefix.length()]++;
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
      departing();
    }
  }

  void clear() {
    departing();
    holders.clear();
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
