package io.jitpeers.source.support;

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
public final class EnumCounters<E extends Enum<E>> {
  private final Class<E> type;
  private final Map<E, LongAdder> counters;

  /**
   * Creates counters with the value 0.
   *
   * @param type the enum
   */
  public EnumCounters(Class<E> type) {
    this.type = type;
    this.counters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counters.put(constant, new LongAdder());
    }
  }

  /**
   * Adds one to the counter of a constant.
   *
   * @param constant the constant
   */
  public void increment(E constant) {
    Objects.requireNonNull(counters.get(constant)).increment();
  }

  /** {@return the count of each constant, including zeros; unmodifiable} */
  public Map<E, Long> counts() {
    Map<E, Long> counts = new EnumMap<>(type);
    counters.forEach((constant, counter) -> counts.put(constant, counter.sum()));
    return Collections.unmodifiableMap(counts);
  }
}
