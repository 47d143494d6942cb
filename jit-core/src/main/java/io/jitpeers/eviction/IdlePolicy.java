package io.jitpeers.eviction;

import java.time.Duration;
import java.util.List;

/**
 * Selects peers that were not used for a given time, the least recently used first. The policy's
 * evictions have the cause {@link EvictionCause#IDLE}.
 *
 * <p>If the client of an evicted peer comes back later, the peer is installed again. The new
 * installation costs one config lookup.
 *
 * <p>A session lives for 180 s. If the given time is shorter than 180 s, the policy can also select
 * a peer whose session is alive. Such a peer is not evicted while its session is younger than the
 * {@linkplain io.jitpeers.options.EvictionOptions.Builder#losslessFloor lossless floor}, which is
 * 180 s by default. To evict such peers earlier, lower the floor as well. Immutable and
 * thread-safe.
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
