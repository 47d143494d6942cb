package io.jitpeers.internal;

import io.jitpeers.Outcome;
import io.jitpeers.spi.Packet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes packets and counts what became of them, so that every packet is in exactly one counter.
 * Thread-safe.
 */
public final class Completions {
  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  private final LongAdder[] counters = new LongAdder[Outcome.values().length];
  private final LongAdder sourceFailures = new LongAdder();

  public Completions() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new LongAdder();
    }
  }

  /** Completes one packet. A source that throws is logged and counted, and disturbs nobody else. */
  public void complete(Packet packet, Outcome outcome) {
    counters[outcome.ordinal()].increment();
    try {
      packet.complete(outcome.packetOutcome());
    } catch (RuntimeException e) {
      sourceFailures.increment();
      log.warn("the packet source failed to complete a packet as {}", outcome, e);
    }
  }

  /** Packets completed so far, by outcome; every outcome is present. */
  public Map<Outcome, Long> counts() {
    EnumMap<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, counters[outcome.ordinal()].sum());
    }
    return Collections.unmodifiableMap(counts);
  }

  /** How often a source threw when it was told. */
  public long sourceFailures() {
    return sourceFailures.sum();
  }
}
