package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps the number of resident peers near a soft limit and not above a hard limit. The policy's
 * evictions have the cause {@link EvictionCause#OVER_CAPACITY}.
 *
 * <p>Above the soft limit, the policy selects peers that have been idle for at least a threshold,
 * but no more peers than are needed to meet the soft limit. The threshold shrinks in proportion to
 * the number of peers above the soft limit. At the hard limit the threshold is 180 s, because a
 * session younger than 180 s may still be alive. Above the hard limit, the policy selects further
 * peers until the hard limit is met. The further peers may have been idle only briefly.
 *
 * <p>Peers whose session is dead are selected before peers whose session may be alive. Within each
 * of these two groups, the least recently used peers are selected first. At least one peer that is
 * neither pinned nor {@linkplain PeerOrigin#FOREIGN foreign} always stays. Otherwise a limit below
 * the number of pinned and foreign peers would evict all other peers in every sweep.
 *
 * <p>Pinned and foreign peers count towards the limits and are never selected. {@link
 * HotSetView#suggestedLimit} is the number of peers that a sweep can handle within its target
 * duration. If this number is below the hard limit, it replaces the hard limit, and the soft limit
 * shrinks in the same proportion. Immutable and thread-safe.
 */
public final class CapacityPolicy implements EvictionPolicy {
  /** The age at which a session is dead. */
  private static final Duration SESSION = EvictionPolicies.LOSSLESS_FLOOR;

  private static final long SESSION_NANOS = SESSION.toNanos();

  private final int soft;
  private final int hard;
  private final Duration idleThreshold;

  private CapacityPolicy(int soft, int hard, Duration idleThreshold) {
    this.soft = soft;
    this.hard = hard;
    this.idleThreshold = idleThreshold;
  }

  /**
   * Creates a policy.
   *
   * @param soft the desired number of resident peers, at least 1
   * @param hard the maximum number of resident peers, at least {@code soft}
   * @param idleThreshold how long a peer may be idle when the number of resident peers equals the
   *     soft limit, at least 180 s; normally the threshold of the {@link IdlePolicy} that is joined
   *     with this policy
   * @return the policy
   * @throws IllegalArgumentException if a value is out of range
   */
  public static CapacityPolicy of(int soft, int hard, Duration idleThreshold) {
    if (soft < 1) {
      throw new IllegalArgumentException("a soft limit must be at least 1, not " + soft);
    }
    if (hard < soft) {
      throw new IllegalArgumentException(
          "a hard limit must be at least the soft one of " + soft + ", not " + hard);
    }
    if (idleThreshold.compareTo(SESSION) < 0) {
      throw new IllegalArgumentException(
          "the idle threshold at the soft limit must be at least "
              + SESSION
              + ", not "
              + idleThreshold);
    }
    return new CapacityPolicy(soft, hard, idleThreshold);
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    int upper = Math.min(hard, Math.max(1, view.suggestedLimit()));
    int lower = Math.max(1, (int) ((long) soft * upper / hard));
    int size = view.size();
    if (size <= lower) {
      return List.of();
    }
    long threshold = Arguments.nanos(threshold(size, lower, upper));
    // The second selection has room for all peers above the hard limit, even if the first selection
    // is not empty: the two selections may contain different peers. A peer in both is evicted only
    // once.
    FirstToGo idle = new FirstToGo(size - lower);
    FirstToGo any = new FirstToGo(size - upper);
    int[] candidates = new int[1];
    view.visit(
        peer -> {
          if (!peer.pinned() && peer.origin() != PeerOrigin.FOREIGN) {
            candidates[0]++;
            any.offer(peer, sessionMayLive(peer));
            if (peer.idleNanos() >= threshold) {
              idle.offer(peer, sessionMayLive(peer));
            }
          }
        });
    Set<PublicKey> selected = new LinkedHashSet<>(idle.keys());
    for (PublicKey key : any.keys()) {
      if (selected.size() >= size - upper) {
        break;
      }
      selected.add(key);
    }
    return selected.stream()
        .limit(Math.max(0, candidates[0] - 1))
        .map(key -> new Eviction(key, EvictionCause.OVER_CAPACITY))
        .toList();
  }

  /**
   * Returns how long a peer may be idle if the number of resident peers is {@code size}. The result
   * is the idle threshold at the size {@code lower}, and 180 s at the size {@code upper}. In
   * between, the result shrinks in proportion.
   */
  private Duration threshold(int size, int lower, int upper) {
    if (size >= upper) {
      return SESSION;
    }
    Duration range = idleThreshold.minus(SESSION);
    return idleThreshold.minus(range.multipliedBy(size - lower).dividedBy(upper - lower));
  }

  /**
   * Returns whether a peer's session may be alive. If the peer was used within the last 180 s, the
   * result is always true, because a handshake may have completed after the latest listing of the
   * device's peers.
   */
  private static boolean sessionMayLive(ResidentPeer peer) {
    return peer.idleNanos() < SESSION_NANOS || peer.handshakeNanos() < SESSION_NANOS;
  }

  @Override
  public String toString() {
    return "CapacityPolicy[soft="
        + soft
        + ", hard="
        + hard
        + ", idleThreshold="
        + idleThreshold
        + "]";
  }
}
