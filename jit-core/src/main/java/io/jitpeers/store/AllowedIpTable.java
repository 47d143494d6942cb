package io.jitpeers.store;

import io.jitpeers.wireguard.IpPrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Maps each prefix to the peer that holds it. A prefix has one holder on the whole device. The
 * table is changed under the store's lock, and read on any thread without a lock.
 *
 * <p>The table is a hash table instead of a trie. A lookup probes the hash table once for each
 * prefix length in use, longest first. Real devices use few lengths (a /32 and a /128 for each
 * peer). A lookup therefore costs a few probes. The number of peers affects neither the cost of a
 * lookup nor the cost of an install.
 */
final class AllowedIpTable {
  private final Map<IpPrefix, MemoryPeer> holders = new ConcurrentHashMap<>();
  private final LengthsInUse ipv4 = new LengthsInUse(32);
  private final LengthsInUse ipv6 = new LengthsInUse(128);

  /**
   * Makes a peer the holder of exactly the wanted prefixes. A wanted prefix that another peer holds
   * moves to this peer and is removed from the other peer's list of allowed IPs. The prefixes that
   * this peer no longer holds are removed from the table. The caller updates this peer's list of
   * allowed IPs.
   *
   * @param before the prefixes that the peer holds before the call
   * @param wanted the prefixes that the peer holds after the call, without duplicates
   */
  void replace(MemoryPeer peer, List<IpPrefix> before, List<IpPrefix> wanted) {
    Map<MemoryPeer, Set<IpPrefix>> losses = new HashMap<>();
    for (IpPrefix prefix : wanted) {
      lengths(prefix).add(prefix.length());
      MemoryPeer loser = holders.put(prefix, peer);
      if (loser != null) {
        lengths(prefix).remove(prefix.length());
        if (loser != peer) {
          losses.computeIfAbsent(loser, unused -> new HashSet<>()).add(prefix);
        }
      }
    }
    losses.forEach(MemoryPeer::lose);
    if (!before.isEmpty()) {
      Set<IpPrefix> kept = new HashSet<>(wanted);
      before.stream().filter(prefix -> !kept.contains(prefix)).forEach(this::remove);
    }
  }

  private void remove(IpPrefix prefix) {
    holders.remove(prefix);
    lengths(prefix).remove(prefix.length());
  }

  /**
   * Returns the holder of the longest prefix that contains an address, or null if no prefix
   * contains the address.
   */
  @Nullable MemoryPeer holderOf(InetAddress address) {
    int bits = address.getAddress().length * 8;
    IpPrefix whole = IpPrefix.masked(address, bits);
    for (int length : lengths(whole).longestFirst) {
      MemoryPeer holder = holders.get(whole.truncate(length));
      if (holder != null) {
        return holder;
      }
    }
    return null;
  }

  private LengthsInUse lengths(IpPrefix prefix) {
    return prefix.isIpv6() ? ipv6 : ipv4;
  }

  /** Counts the prefixes of each length. */
  private static final class LengthsInUse {
    private final int[] counts;
    // The lengths in use. Each change replaces the whole array, so that lookups need no lock.
    private volatile int[] longestFirst = {};

    LengthsInUse(int bits) {
      counts = new int[bits + 1];
    }

    void add(int length) {
      if (counts[length]++ == 0) {
        publish();
      }
    }

    void remove(int length) {
      if (--counts[length] == 0) {
        publish();
      }
    }

    private void publish() {
      longestFirst =
          IntStream.range(0, counts.length)
              .map(i -> counts.length - 1 - i)
              .filter(length -> counts[length] > 0)
              .toArray();
    }
  }
}
