package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides which resident peers go, and why: a pure function of a view.
 *
 * <p>Called on the thread of sweeps, where nothing but the sweep waits for it. Thread-safe, does no
 * I/O, reads no clock, keeps no state between calls. What it selects is a wish: pinned and foreign
 * peers, peers whose session is younger than the lossless floor, and peers that came back in the
 * meantime stay all the same. A selection whose cause {@linkplain EvictionCause#endsAuthorization
 * ends the authorization} (EXPIRED, REVOKED or MANUAL) means that the peer itself is no longer
 * wanted: only being pinned or foreign holds it back.
 */
@FunctionalInterface
public interface EvictionPolicy {

  /**
   * Selects the peers that should go.
   *
   * @param view the hot set as just listed
   * @return evictions in the order in which they should happen; no key twice
   */
  List<Eviction> select(HotSetView view);

  /**
   * Joins two policies: a peer goes if either selects it. If both do, this one's cause stands.
   *
   * @param other asked after this policy
   * @return the joined policy
   */
  default EvictionPolicy or(EvictionPolicy other) {
    Objects.requireNonNull(other, "other");
    return view -> {
      List<Eviction> joined = new ArrayList<>(select(view));
      Set<PublicKey> keys = new HashSet<>();
      joined.forEach(eviction -> keys.add(eviction.key()));
      for (Eviction eviction : other.select(view)) {
        if (keys.add(eviction.key())) {
          joined.add(eviction);
        }
      }
      return joined;
    };
  }

  /**
   * Lifts a condition on single peers into a policy.
   *
   * @param cause why peers that meet the condition go
   * @param condition a pure function of one peer
   * @return the policy
   */
  static EvictionPolicy when(EvictionCause cause, Predicate<? super ResidentPeer> condition) {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(condition, "condition");
    return view ->
        view.peers().stream()
            .filter(condition)
            .map(peer -> new Eviction(peer.key(), cause))
            .toList();
  }
}
