package io.jitpeers.internal;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each constant of an enum. Thread-safe.
 *
 * @param <E> the enum
 */
final class EnumCounters<E extends Enum<E>> {
  private final Class<E> type;
  private final Map<E, LongAdder> counters;

  EnumCounters(Class<E> type) {
    this.type = type;
    this.counters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counters.put(constant, new LongAdder());
    }
  }

  void increment(E constant) {
    Objects.requireNonNull(counters.get(constant)).increment();
  }

  /** Every constant with its count. */
  Map<E, Long> counts() {
    Map<E, Long> counts = new EnumMap<>(type);
    counters.forEach((constant, counter) -> counts.put(constant, counter.sum()));
    return Collections.unmodifiableMap(counts);
  }
}
