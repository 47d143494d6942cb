package io.jitpeers.eviction;

import java.time.Duration;
import java.util.List;

/**
 * Selects peers that completed no handshake within a given time after their installation. The peers
 * that were installed earliest are selected first. The policy's evictions have the cause {@link
 * EvictionCause#NEVER_ESTABLISHED}.
 *
 * <p>The selected peers have no session that an eviction could end. Immutable and thread-safe.
 */
public final class ProbationPolicy implements EvictionPolicy {
  private final Duration after;

  private ProbationPolicy(Duration after) {
    this.after = after;
  }

  /**
   * Creates a policy.
   *
   * @param after how long a peer may be on the device without a handshake before it is selected. A
   *     client tries for 90 s to complete a handshake (REKEY_ATTEMPT_TIME, whitepaper section 6.1)
   * @return the policy
   * @throws IllegalArgumentException if the duration is zero or negative
   */
  public static ProbationPolicy of(Duration after) {
    return new ProbationPolicy(Arguments.positive(after, "a probation time"));
  }

  /**
   * {@return how long a peer may be on the device without a handshake before the peer is selected;
   * longer than zero}
   */
  public Duration after() {
    return after;
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    long least = Arguments.nanos(after);
    return OldestFirst.select(
        view,
        peer -> peer.state() == PeerState.PROBATION && peer.installedNanos() >= least,
        ResidentPeer::installedNanos,
        EvictionCause.NEVER_ESTABLISHED);
  }

  @Override
  public String toString() {
    return "ProbationPolicy[after=" + after + "]";
  }
}
