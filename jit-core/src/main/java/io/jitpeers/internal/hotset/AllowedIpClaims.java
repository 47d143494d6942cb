package io.jitpeers.internal.hotset;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which peer holds or has reserved which allowed IPs. A peer that is about to be installed
 * reserves its allowed IPs, so that no other peer gets them. A resident peer (a peer on the device)
 * holds allowed IPs. The held allowed IPs are stored in the peer's {@link ResidentRecord}; callers
 * pass them to the methods of this class. Not thread-safe.
 */
final class AllowedIpClaims {
  static final IpPrefix[] NONE = {};

  private final AllowedIpIndex index;
  private final Map<PublicKey, IpPrefix[]> reservations = new HashMap<>();

  AllowedIpClaims(NestedAllowedIps nested) {
    this.index = new AllowedIpIndex(nested);
  }

  /**
   * Reserves prefixes for a key and replaces its earlier reservation. If a prefix conflicts with
   * another key's prefix, changes nothing and returns the first conflict; otherwise, returns null.
   *
   * @param held the prefixes that the peer holds now
   */
  @Nullable Conflict reserve(PublicKey key, Collection<IpPrefix> wanted, IpPrefix[] held) {
    Conflict conflict = index.firstConflict(key, wanted);
    if (conflict == null) {
      IpPrefix[] now = distinct(wanted);
      IpPrefix[] before = reservations.put(key, now);
      claim(key, now);
      if (before != null) {
        withdraw(key, before, held, now);
      }
    }
    return conflict;
  }

  /**
   * Returns the first conflict of a wanted prefix with the prefixes of other keys; empty if there
   * is none. Reserves nothing.
   */
  Optional<Conflict> conflict(PublicKey key, IpPrefix wanted) {
    return Optional.ofNullable(index.firstConflict(key, List.of(wanted)));
  }

  /**
   * Returns whether a key has a reservation, because its peer is about to be installed or changed.
   */
  boolean isReserving(PublicKey key) {
    return reservations.containsKey(key);
  }

  /** Drops a key's reservation. The key keeps the reserved prefixes that its peer already holds. */
  void release(PublicKey key, IpPrefix[] held) {
    IpPrefix[] reserved = reservations.remove(key);
    if (reserved != null) {
      withdraw(key, reserved, held, NONE);
    }
  }

  /**
   * Records that a peer was installed with the prefixes {@code held}. These prefixes replace the
   * peer's reservation and the prefixes that the peer held before.
   */
  void install(PublicKey key, IpPrefix[] before, IpPrefix[] held) {
    claim(key, held);
    withdraw(key, before, held, NONE);
    release(key, held);
    index.foreign(key, held, false);
  }

  /**
   * Records that a listing showed a peer with the prefixes {@code held}. These prefixes replace the
   * prefixes that the peer held before.
   */
  void replace(PublicKey key, IpPrefix[] before, IpPrefix[] held) {
    claim(key, held);
    if (!Arrays.equals(before, held)) {
      withdraw(key, before, held, reserved(key));
    }
  }

  /** Records whether the peer that holds the prefixes is foreign: installed by another program. */
  void foreign(PublicKey key, IpPrefix[] held, boolean isForeign) {
    index.foreign(key, held, isForeign);
  }

  /**
   * Records that a peer is no longer on the device. The peer's reservation stays, because it
   * belongs to an install that is about to begin.
   */
  void remove(PublicKey key, IpPrefix[] held) {
    withdraw(key, held, reserved(key), NONE);
  }

  /**
   * Assigns the prefixes in a peer's record to the peer again. Skips prefixes that have a holder
   * now, and prefixes that the listing does not show for this peer.
   */
  void claimBack(ResidentRecord peer, ListedPeer listed) {
    for (int at = 0; at < peer.end(); at = peer.next(at)) {
      boolean ipv6 = peer.isIpv6(at);
      long high = peer.highBits(at);
      long low = peer.lowBits(at);
      int length = peer.length(at);
      // A prefix object is created only if the prefix is to be claimed.
      if (index.holder(ipv6, high, low, length) == null
          && listed.hasAllowedIp(ipv6, high, low, length)) {
        index.claim(IpPrefix.ofBits(ipv6, high, low, length), peer.key);
      }
    }
  }

  /**
   * Records that a listing showed a peer with the same prefixes that it held before. If a prefix is
   * no longer recorded for this peer, it is recorded for this peer again. Called for a peer that
   * this gateway did not install.
   */
  void claimAgain(ResidentRecord peer) {
    for (int at = 0; at < peer.end(); at = peer.next(at)) {
      boolean ipv6 = peer.isIpv6(at);
      long high = peer.highBits(at);
      long low = peer.lowBits(at);
      int length = peer.length(at);
      boolean holds = peer.key.equals(index.holder(ipv6, high, low, length));
      if (!holds || index.isForeign(ipv6, high, low, length) != peer.isForeign()) {
        IpPrefix[] prefix = {IpPrefix.ofBits(ipv6, high, low, length)};
        claim(peer.key, prefix);
        index.foreign(peer.key, prefix, peer.isForeign());
      }
    }
  }

  /**
   * Returns the longest held or reserved prefix that contains an address, with the key that holds
   * or reserved it; null if no prefix contains the address.
   */
  AllowedIpIndex.@Nullable Holding longestMatch(IpPrefix address) {
    return index.longestMatch(address);
  }

  /**
   * Returns a number that changes whenever a prefix may have lost its holder without passing to
   * another holder. Thread-safe.
   */
  int departures() {
    return index.departures();
  }

  /**
   * Changes the number that {@link #departures} returns, because a key is about to lose its
   * prefixes.
   */
  void departing() {
    index.departing();
  }

  void clear() {
    index.clear();
    reservations.clear();
  }

  static IpPrefix[] distinct(Collection<IpPrefix> prefixes) {
    return prefixes.size() <= 1
        ? prefixes.toArray(IpPrefix[]::new)
        : prefixes.stream().distinct().toArray(IpPrefix[]::new);
  }

  private IpPrefix[] reserved(PublicKey key) {
    return reservations.getOrDefault(key, NONE);
  }

  private void claim(PublicKey key, IpPrefix[] prefixes) {
    for (IpPrefix prefix : prefixes) {
      index.claim(prefix, key);
    }
  }

  /**
   * Removes the key's claims to those of the prefixes that are neither in {@code kept} nor in
   * {@code alsoKept}.
   */
  private void withdraw(PublicKey key, IpPrefix[] prefixes, IpPrefix[] kept, IpPrefix[] alsoKept) {
    if (prefixes.length == 0) {
      return;
    }
    Set<IpPrefix> keep = new HashSet<>(Arrays.asList(kept));
    keep.addAll(Arrays.asList(alsoKept));
    for (IpPrefix prefix : prefixes) {
      if (!keep.contains(prefix)) {
        index.release(prefix, key);
      }
    }
  }
}
