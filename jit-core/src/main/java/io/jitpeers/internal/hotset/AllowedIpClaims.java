package io.jitpeers.internal.hotset;

import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.wireguard.IpPrefix;
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
 * Who holds or has reserved which allowed IPs, through the life of a peer. Not thread-safe. What a
 * resident peer holds is kept in its record and given here by the caller.
 */
final class AllowedIpClaims {
  static final IpPrefix[] NONE = {};

  private final AllowedIpIndex index;
  private final Map<PublicKey, IpPrefix[]> reservations = new HashMap<>();

  AllowedIpClaims(NestedAllowedIps nested) {
    this.index = new AllowedIpIndex(nested);
  }

  /** Reserves prefixes in place of an earlier reservation, or gives the first conflict. */
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

  /** The first conflict of one prefix, if there is one; nothing is reserved. */
  Optional<Conflict> conflict(PublicKey key, IpPrefix wanted) {
    return Optional.ofNullable(index.firstConflict(key, List.of(wanted)));
  }

  /** Whether a peer is about to be installed or changed. */
  boolean isReserving(PublicKey key) {
    return reservations.containsKey(key);
  }

  /** Drops a reservation but for what the peer holds. */
  void release(PublicKey key, IpPrefix[] held) {
    IpPrefix[] reserved = reservations.remove(key);
    if (reserved != null) {
      withdraw(key, reserved, held, NONE);
    }
  }

  /** A peer holds prefixes now, in place of those it held and of any reservation. */
  void install(PublicKey key, IpPrefix[] before, IpPrefix[] held) {
    claim(key, held);
    withdraw(key, before, held, NONE);
    release(key, held);
    index.foreign(key, held, false);
  }

  /** A peer was listed with prefixes, in place of those it held. */
  void replace(PublicKey key, IpPrefix[] before, IpPrefix[] held) {
    claim(key, held);
    if (!Arrays.equals(before, held)) {
      withdraw(key, before, held, reserved(key));
    }
  }

  /** Notes whether somebody else installed the peer that holds prefixes. */
  void foreign(PublicKey key, IpPrefix[] held, boolean isForeign) {
    index.foreign(key, held, isForeign);
  }

  /** A peer is gone. Its reservation stays: it is for an install that is still to come. */
  void remove(PublicKey key, IpPrefix[] held) {
    withdraw(key, held, reserved(key), NONE);
  }

  /** Gives prefixes back to a peer that was listed with them, unless somebody else has them. */
  void claimBack(PublicKey key, IpPrefix[] held, List<IpPrefix> listed) {
    for (IpPrefix prefix : held) {
      if (listed.contains(prefix)) {
        index.claimIfFree(prefix, key);
      }
    }
  }

  /** Who has the longest prefix that an address is in, held or reserved; or null. */
  AllowedIpIndex.@Nullable Holding longestMatch(IpPrefix address) {
    return index.longestMatch(address);
  }

  /** As {@link AllowedIpIndex#departures}. */
  int departures() {
    return index.departures();
  }

  /** As {@link AllowedIpIndex#departing}. */
  void departing() {
    index.departing();
  }

  void clear() {
    index.clear();
    reservations.clear();
  }

  static IpPrefix[] distinct(Collection<IpPrefix> prefixes) {
    return prefixes.stream().distinct().toArray(IpPrefix[]::new);
  }

  private IpPrefix[] reserved(PublicKey key) {
    return reservations.getOrDefault(key, NONE);
  }

  private void claim(PublicKey key, IpPrefix[] prefixes) {
    for (IpPrefix prefix : prefixes) {
      index.claim(prefix, key);
    }
  }

  /** Takes prefixes from a key but for those it keeps for either of two reasons. */
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
