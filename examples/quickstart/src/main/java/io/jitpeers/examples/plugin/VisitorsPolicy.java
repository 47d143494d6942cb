package io.jitpeers.examples.plugin;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.ResidentPeer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Evicts visitors earlier than regular peers. A visitor is a peer with almost no traffic, for
 * example a phone that only wakes up to fetch messages. Visitors are selected after a shorter idle
 * time than other peers. Combine this policy with a policy for the other peers. The cause of each
 * eviction is {@link EvictionCause#IDLE}. Immutable and thread-safe.
 */
public final class VisitorsPolicy implements EvictionPolicy {
  private final Duration after;
  private final long maxBytes;

  /**
   * Creates a policy.
   *
   * @param after how long a visitor may be idle; longer than zero
   * @param maxBytes the maximum traffic of a visitor since its installation, received plus sent;
   *     not negative
   * @throws IllegalArgumentException if a value is out of range
   */
  public VisitorsPolicy(Duration after, long maxBytes) {
    if (after.isZero() || after.isNegative()) {
      throw new IllegalArgumentException(
          "the idle time of visitors must be longer than zero, not " + after);
    }
    if (maxBytes < 0) {
      throw new IllegalArgumentException("the traffic of visitors cannot be negative: " + maxBytes);
    }
    this.after = after;
    this.maxBytes = maxBytes;
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    return view.peers().stream()
        .filter(peer -> peer.rxBytes() + peer.txBytes() <= maxBytes)
        .filter(peer -> peer.idle().compareTo(after) >= 0)
        .sorted(Comparator.comparing(ResidentPeer::idle).reversed())
        .map(peer -> new Eviction(peer.key(), EvictionCause.IDLE))
        .toList();
  }

  @Override
  public String toString() {
    return "VisitorsPolicy[after=" + after + ", maxBytes=" + maxBytes + "]";
  }
}
