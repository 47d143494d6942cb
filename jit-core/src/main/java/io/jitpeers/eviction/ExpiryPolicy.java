package io.jitpeers.eviction;

import java.util.ArrayList;
import java.util.List;

/**
 * Selects peers whose config has expired. The policy's evictions have the cause {@link
 * EvictionCause#EXPIRED}. A peer is evicted with this cause even if the peer's session is alive.
 * Immutable and thread-safe.
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
    List<Eviction> expired = new ArrayList<>();
    view.visit(
        peer -> {
          if (peer.expiryNanos() <= 0) {
            expired.add(new Eviction(peer.key(), EvictionCause.EXPIRED));
          }
        });
    return List.copyOf(expired);
  }

  @Override
  public String toString() {
    return "ExpiryPolicy[]";
  }
}
