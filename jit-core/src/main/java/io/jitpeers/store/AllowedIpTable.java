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
 * Which peer holds which prefix. A prefix has one holder on the whole device. Changed under the
 * store's lock; looked up on any thread without one.
 *
 * <p>A hash table asked once for each prefix length in use, longest first, instead of a trie: real
 * devices use a handful of lengths (a /32 and a /128 for each peer), so a lookup costs a few hash
 * probes however many peers there are, and an install costs no more.
 */
final class AllowedIpTable {
  private final Map<IpPrefix, MemoryPeer> holders = new ConcurrentHashMap<>();
  private final LengthsInUse ipv4 = new LengthsInUse(32);
  private final LengthsInUse ipv6 = new LengthsInUse(128);

  /**
   * Moves prefixes to a peer, from whoever holds them, and drops what the peer holds beyond them.
   * The losers' own lists are brought up to date; the peer's own is the caller's.
   *
   * @param before what the peer holds
   * @param wanted what it is to hold, without duplicates
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

  /** The holder of the longest prefix that an address is in, or null. */
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

  /** How many prefixes of each length there are. */
  private static final class LengthsInUse {
    private final int[] counts;
    // Replaced, never changed, so that lookups need no lock.
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
