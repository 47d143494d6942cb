package io.jitpeers.eviction;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Decides which resident peers go, and why: a pure function of a view.
 *
 * <p>Called on a thread of its own, where nothing but the sweep waits for it. Thread-safe, does no
 * I/O, reads no clock, keeps no state between calls. What it selects is a wish: pinned and foreign
 * peers, peers whose session is younger than the lossless floor, and peers that came back in the
 * meantime stay all the same. A selection whose cause {@linkplain EvictionCause#endsAuthorization
 * ends the authorization} (EXPIRED, REVOKED or MANUAL) means that the peer itself is no longer
 * wanted: only being pinned or foreign holds it back.
 */
@FunctionalInterface
public interface EvictionPolicy {

  /**
   * Selects the peers that should go. The sweep waits for it; peers whose configs expired, and
   * peers that never confirmed themselves, do not. If it throws, returns null, a null element or
   * more selections than there are peers, what it selected does not count, the other policies do,
   * and the sweep ends as failed with a message that names this policy. If it does not return
   * within 15 s, the sweep ends as failed without it, and no policy is asked until it has returned.
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
    return new JoinedPolicy(this, other);
  }

  /**
   * Returns the policies that this one joins, so that a sweep can ask each for itself: one that
   * fails, or selects what cannot be selected, then does not keep the others from being heard. A
   * policy that joins none is its own only part, which is what this returns.
   *
   * @return one or more policies, in the order in which they are asked
   */
  default List<EvictionPolicy> parts() {
    return List.of(this);
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
