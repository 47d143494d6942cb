package io.jitpeers.micrometer;

import io.jitpeers.statistics.JitStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one orchestrator in one registry. If a registry already has a meter with the same
 * name and tags, registering another one returns the existing meter, and the new numbers are never
 * shown. The binding detects and refuses that. Thread-safe.
 */
final class Binding implements AutoCloseable {
  private final MeterRegistry registry;
  private final Tags commonTags;
  private final Supplier<JitStatistics> statistics;
  private final Set<Meter> others = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Meter> meters = new ArrayList<>();
  private boolean closed;

  /**
   * Creates a binding without meters.
   *
   * @param commonTags the tags of every meter
   * @param statistics the source of the values
   */
  Binding(MeterRegistry registry, Tags commonTags, Supplier<JitStatistics> statistics) {
    this.registry = registry;
    this.commonTags = commonTags;
    this.statistics = statistics;
    this.others.addAll(registry.getMeters());
  }

  MeterRegistry registry() {
    return registry;
  }

  void counter(String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    add(
        FunctionCounter.builder(name, statistics, s -> value.applyAsDouble(s.get()))
            .tags(commonTags.and(tags)),
        FunctionCounter.Builder::register);
  }

  void gauge(String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    gauge(name, statistics, value, tags);
  }

  /** Registers a gauge of a value outside the statistics. */
  <T> void gauge(String name, Supplier<T> read, ToDoubleFunction<T> value, String... tags) {
    add(
        Gauge.builder(name, read, s -> value.applyAsDouble(s.get()))
            .tags(commonTags.and(tags))
            // By default the registry has only a weak reference to the measured object, and the
            // caller need not keep the binder.
            .strongReference(true),
        Gauge.Builder::register);
  }

  /** Registers a gauge of a time, in seconds since 1970. */
  void time(String name, ToDoubleFunction<JitStatistics> value) {
    add(
        Gauge.builder(name, statistics, s -> value.applyAsDouble(s.get()))
            .tags(commonTags)
            .baseUnit("seconds")
            .strongReference(true),
        Gauge.Builder::register);
  }

  Timer timer(String name, String... tags) {
    return add(Timer.builder(name).tags(commonTags.and(tags)), Timer.Builder::register);
  }

  /** Registers a builder's meter. */
  private interface Registration<B, M extends Meter> {
    M register(B builder, MeterRegistry registry);
  }

  private synchronized <B, M extends Meter> M add(B builder, Registration<B, M> registration) {
    if (closed) {
      throw new IllegalStateException("the metrics were closed");
    }
    M meter = registration.register(builder, registry);
    if (others.contains(meter)) {
      throw new IllegalStateException(
          "the registry already has a meter "
              + meter.getId().getName()
              + meter.getId().getTags()
              + ", whose numbers would be shown instead of this orchestrator's; close the"
              + " JitMetrics that registered it, or give each orchestrator tags of its own");
    }
    meters.add(meter);
    return meter;
  }

  /** Removes the meters. */
  @Override
  public synchronized void close() {
    closed = true;
    meters.forEach(registry::remove);
    meters.clear();
    others.clear();
  }
}
