package io.jitpeers.eviction;

import java.time.Duration;
import java.util.List;

/**
 * Selects peers that were not used for some time, the least recently used first. The cause is
 * {@link EvictionCause#IDLE}.
 *
 * <p>If the client of an evicted peer comes back later, its peer is installed again, which costs
 * one config lookup. If the threshold is below the lossless floor of 180 s, the client also loses
 * its session. Such a threshold has no effect unless the {@linkplain
 * io.jitpeers.options.EvictionOptions.Builder#losslessFloor lossless floor} is lowered, too.
 * Immutable and thread-safe.
 */
public final class IdlePolicy implements EvictionPolicy {
  private final Duration after;

  private IdlePolicy(Duration after) {
    this.after = after;
  }

  /**
   * Creates a policy.
   *
   * @param after how long a peer must be idle to be selected
   * @return the policy
   * @throws IllegalArgumentException if the duration is zero or negative
   */
  public static IdlePolicy of(Duration after) {
    return new IdlePolicy(Arguments.positive(after, "an idle threshold"));
  }

  /** {@return how long a peer may be idle before it is selected, longer than zero} */
  public Duration after() {
    return after;
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    long least = Arguments.nanos(after);
    return OldestFirst.select(
        view, peer -> peer.idleNanos() >= least, ResidentPeer::idleNanos, EvictionCause.IDLE);
  }

  @Override
  public String toString() {
    return "IdlePolicy[after=" + after + "]";
  }
}
