package io.jitpeers.internal;

import io.jitpeers.JitEvent;
import io.jitpeers.JitListener;
import io.jitpeers.spi.EvictionCause;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens, by listening. Thread-safe. */
public final class EventCounters implements JitListener {
  private final LongAdder[] evictions = new LongAdder[EvictionCause.values().length];
  private final LongAdder lost = new LongAdder();
  private final LongAdder sweeps = new LongAdder();
  private final LongAdder deviceChanges = new LongAdder();

  public EventCounters() {
    for (int i = 0; i < evictions.length; i++) {
      evictions[i] = new LongAdder();
    }
  }

  @Override
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      evictions[evicted.cause().ordinal()].increment();
    } else if (event instanceof JitEvent.PeerLost) {
      lost.increment();
    } else if (event instanceof JitEvent.SweepCompleted) {
      sweeps.increment();
    } else if (event instanceof JitEvent.DeviceChanged) {
      deviceChanges.increment();
    }
  }

  /** Evictions so far, by cause; every cause is present. */
  public Map<EvictionCause, Long> evictions() {
    EnumMap<EvictionCause, Long> counts = new EnumMap<>(EvictionCause.class);
    for (EvictionCause cause : EvictionCause.values()) {
      counts.put(cause, evictions[cause.ordinal()].sum());
    }
    return Collections.unmodifiableMap(counts);
  }

  public long lost() {
    return lost.sum();
  }

  public long sweeps() {
    return sweeps.sum();
  }

  public long deviceChanges() {
    return deviceChanges.sum();
  }
}
