package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Selects the resident peers to evict, with a cause for each. A policy is a pure function of the
 * hot set, which is the set of resident peers.
 *
 * <p>Called on a separate thread. Only the eviction sweep waits for this thread. Implementations
 * are thread-safe, do no I/O, read no clock and keep no state between calls.
 *
 * <p>A selection is a request. Some selected peers stay on the device: pinned peers, peers that
 * another program manages (foreign peers), peers whose session is younger than the {@linkplain
 * EvictionPolicies#LOSSLESS_FLOOR lossless floor}, and peers whose client has sent an initiation
 * since the sweep's listing began. {@link SweepReport.HoldReason} contains all reasons. If the
 * cause {@linkplain EvictionCause#endsAuthorization ends the authorization} (EXPIRED, REVOKED or
 * MANUAL), only three kinds of peers are spared: pinned peers, foreign peers, and peers that were
 * installed after the sweep's listing began.
 */
@FunctionalInterface
public interface EvictionPolicy {

  /**
   * Selects the peers to evict. The sweep waits for this call. The sweep removes only two kinds of
   * peers without waiting for the policies: expired peers, and peers whose {@linkplain
   * io.jitpeers.options.ProvisioningOptions#confirmationTime() confirmation time} has passed
   * without a completed handshake.
   *
   * <p>The selections of this policy are ignored if this method throws, returns null or a null
   * element, or returns too many selections: more than 1,000 plus 4 for each peer in the view. The
   * selections of the other policies are still carried out, but the sweep ends as failed, with a
   * message that names this policy. If the policies together do not return within 15 s, the sweep
   * uses no policy's selections and ends as failed. The orchestrator then calls no policy until the
   * calls that took too long have returned.
   *
   * @param view the resident peers, which the sweep has just listed
   * @return evictions in the order of execution; no duplicate keys
   */
  List<Eviction> select(HotSetView view);

  /**
   * Joins two policies. The joined policy selects each peer that at least one of the two policies
   * selects. If both policies select a peer, the peer is evicted with the cause from this policy.
   *
   * @param other called after this policy
   * @return the joined policy
   */
  default EvictionPolicy or(EvictionPolicy other) {
    return new JoinedPolicy(this, other);
  }

  /**
   * Returns the policies that this policy joins. A sweep calls each of these policies separately,
   * so that a policy that throws or selects invalid peers does not affect the other policies. By
   * default a policy joins no other policies, and the result contains only the policy itself.
   *
   * @return one or more policies, in the order in which they are called
   */
  default List<EvictionPolicy> parts() {
    return List.of(this);
  }

  /**
   * Creates a policy that selects every peer that meets a condition. The evictions have the given
   * cause.
   *
   * @param cause the cause for peers that meet the condition
   * @param condition a pure function of one peer; the peer may be the reused object of {@link
   *     HotSetView#visit}, so the condition must not keep the object
   * @return the policy
   */
  static EvictionPolicy when(EvictionCause cause, Predicate<? super ResidentPeer> condition) {
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(condition, "condition");
    return view -> selected(view, condition, key -> new Eviction(key, cause));
  }

  /**
   * Creates a policy that selects every peer that meets a condition. The evictions have the given
   * label.
   *
   * @param label the name of the cause, with the characters that {@link Eviction#label} permits
   * @param condition a pure function of one peer; the peer may be the reused object of {@link
   *     HotSetView#visit}, so the condition must not keep the object
   * @return the policy; its evictions have the cause {@link EvictionCause#POLICY}
   * @throws IllegalArgumentException if the label is invalid
   */
  static EvictionPolicy labelled(String label, Predicate<? super ResidentPeer> condition) {
    Objects.requireNonNull(condition, "condition");
    Eviction.requireLabel(EvictionCause.POLICY, label);
    return view -> selected(view, condition, key -> Eviction.of(key, label));
  }

  private static List<Eviction> selected(
      HotSetView view,
      Predicate<? super ResidentPeer> condition,
      Function<PublicKey, Eviction> eviction) {
    List<Eviction> selected = new ArrayList<>();
    view.visit(
        peer -> {
          if (condition.test(peer)) {
            selected.add(eviction.apply(peer.key()));
          }
        });
    return List.copyOf(selected);
  }
}
