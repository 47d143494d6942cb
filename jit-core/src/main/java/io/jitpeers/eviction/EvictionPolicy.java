package io.jitpeers.eviction;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Selects the resident peers to evict, with a cause for each: a pure function of a view.
 *
 * <p>Called on a separate thread, for which only the sweep waits. Implementations are thread-safe,
 * do no I/O, read no clock and keep no state between calls.
 *
 * <p>A selection is a request. Some selected peers stay: pinned and foreign peers, peers whose
 * session is younger than the lossless floor, and peers that came back in the meantime. If the
 * cause {@linkplain EvictionCause#endsAuthorization ends the authorization} (EXPIRED, REVOKED or
 * MANUAL), only pinned and foreign peers stay.
 */
@FunctionalInterface
public interface EvictionPolicy {

  /**
   * Selects the peers to evict. The sweep waits for this call. The removal of expired peers and of
   * unconfirmed peers does not wait for it.
   *
   * <p>If this method throws, returns null or a null element, or returns more selections than there
   * are peers, its selections are ignored. The other policies still apply, and the sweep ends as
   * failed with a message that names this policy. If it does not return within 15 s, the sweep ends
   * as failed without it, and no policy is called again until it has returned.
   *
   * @param view the hot set, just listed
   * @return evictions in the order of execution; no duplicate keys
   */
  List<Eviction> select(HotSetView view);

  /**
   * Joins two policies. The result selects each peer that either of them selects. If both select a
   * peer, the cause of this policy applies.
   *
   * @param other called after this policy
   * @return the joined policy
   */
  default EvictionPolicy or(EvictionPolicy other) {
    return new JoinedPolicy(this, other);
  }

  /**
   * Returns the policies that this one joins, so that a sweep can call each of them separately: a
   * policy that throws or selects invalid peers then does not affect the others. By default a
   * policy joins no others and is its own only part.
   *
   * @return one or more policies, in the order in which they are called
   */
  default List<EvictionPolicy> parts() {
    return List.of(this);
  }

  /**
   * Creates a policy from a condition on a single peer.
   *
   * @param cause the cause for peers that meet the condition
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

  /**
   * Lifts a condition on single peers into a policy with a cause of its own.
   *
   * @param label names the cause, as {@link Eviction#label} says
   * @param condition a pure function of one peer
   * @return the policy; its evictions have the cause {@link EvictionCause#POLICY}
   * @throws IllegalArgumentException if the label is not as {@link Eviction} says
   */
  static EvictionPolicy labelled(String label, Predicate<? super ResidentPeer> condition) {
    Objects.requireNonNull(condition, "condition");
    Eviction.requireLabel(EvictionCause.POLICY, label);
    return view ->
        view.peers().stream()
            .filter(condition)
            .map(peer -> Eviction.of(peer.key(), label))
            .toList();
  }
}
