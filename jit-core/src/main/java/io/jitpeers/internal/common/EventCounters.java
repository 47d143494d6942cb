package io.jitpeers.internal.common;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.source.support.EnumCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A listener that counts evictions, lost peers and device changes. Thread-safe. */
public final class EventCounters implements JitListener {
  private final EnumCounters<EvictionCause> evictions = new EnumCounters<>(EvictionCause.class);
  private final PolicyEvictions policyEvictions = new PolicyEvictions();
  private final LongAdder lost = new LongAdder();
  private final LongAdder deviceChanges = new LongAdder();

  @Override
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      evictions.increment(evicted.cause());
      if (evicted.cause() == EvictionCause.POLICY) {
        policyEvictions.increment(evicted.label());
      }
    } else if (event instanceof JitEvent.PeerLost) {
      lost.increment();
    } else if (event instanceof JitEvent.DeviceChanged) {
      deviceChanges.increment();
    }
  }

  /** Returns the number of evictions by cause; every cause is present. */
  public Map<EvictionCause, Long> evictions() {
    return evictions.counts();
  }

  /**
   * Returns the number of evictions with the cause {@code POLICY}, by the label that the policy
   * chose.
   */
  public Map<String, Long> policyEvictions() {
    return policyEvictions.counts();
  }

  public long lost() {
    return lost.sum();
  }

  public long deviceChanges() {
    return deviceChanges.sum();
  }
}
