package io.jitpeers.eviction;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Selects peers whose config has expired. The cause is {@link EvictionCause#EXPIRED}, so a selected
 * peer is evicted even if its session is alive. Immutable and thread-safe.
 */
public final class ExpiryPolicy implements EvictionPolicy {
  private static final ExpiryPolicy INSTANCE = new ExpiryPolicy();

  private ExpiryPolicy() {}

  /** {@return the single instance} */
  public static ExpiryPolicy of() {
    return INSTANCE;
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    return view.peers().stream()
        .filter(peer -> hasCome(peer.untilExpiry()))
        .map(peer -> new Eviction(peer.key(), EvictionCause.EXPIRED))
        .toList();
  }

  private static boolean hasCome(@Nullable Duration left) {
    return left != null && (left.isNegative() || left.isZero());
  }

  @Override
  public String toString() {
    return "ExpiryPolicy[]";
  }
}
