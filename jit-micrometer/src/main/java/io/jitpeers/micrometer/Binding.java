package io.jitpeers.micrometer;

import io.jitpeers.statistics.JitStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one orchestrator in one registry. If a registry already has a meter with the same
 * name and tags, Micrometer returns that meter instead of registering a second one. The numbers of
 * this binding's orchestrator would then never be shown, so the binding throws an exception.
 * Closing the binding removes the binding's own meters and no others. Thread-safe.
 */
final class Binding implements AutoCloseable {
  private final MeterRegistry registry;
  private final Tags commonTags;
  private final Supplier<JitStatistics> statistics;
  private final List<Meter> meters = new ArrayList<>();
  private final Set<String> labels = new HashSet<>();
  private boolean closed;

  /**
   * Creates a binding. No meter is registered yet.
   *
   * @param commonTags the tags of every meter
   * @param statistics the source of the values
   */
  Binding(MeterRegistry registry, Tags commonTags, Supplier<JitStatistics> statistics) {
    this.registry = registry;
    this.commonTags = commonTags;
    this.statistics = statistics;
  }

  MeterRegistry registry() {
    return registry;
  }

  /** Returns whether this is the first call with the given label. */
  synchronized boolean isNewLabel(String label) {
    return labels.add(label);
  }

  void counter(String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    Tags all = commonTags.and(tags);
    add(
        id(name, all, Meter.Type.COUNTER),
        FunctionCounter.builder(name, statistics, s -> value.applyAsDouble(s.get()))
            .description(Descriptions.of(name))
            .tags(all),
        FunctionCounter.Builder::register);
  }

  void gauge(String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    gauge(name, statistics, value, tags);
  }

  /**
   * Registers a gauge whose value comes from any object, not only from the statistics. For each
   * reading of the gauge, {@code read} supplies the object, and {@code value} derives the gauge's
   * value from it.
   */
  <T> void gauge(String name, Supplier<T> read, ToDoubleFunction<T> value, String... tags) {
    Tags all = commonTags.and(tags);
    add(
        id(name, all, Meter.Type.GAUGE),
        Gauge.builder(name, read, s -> value.applyAsDouble(s.get()))
            .description(Descriptions.of(name))
            .tags(all)
            // By default the registry has only a weak reference to the measured object. That object
            // could be collected, because the caller need not keep the binder.
            .strongReference(true),
        Gauge.Builder::register);
  }

  /** Registers a gauge of a time, in seconds since 1970. */
  void time(String name, ToDoubleFunction<JitStatistics> value) {
    add(
        id(name, commonTags, Meter.Type.GAUGE),
        Gauge.builder(name, statistics, s -> value.applyAsDouble(s.get()))
            .description(Descriptions.of(name))
            .tags(commonTags)
            .baseUnit("seconds")
            .strongReference(true),
        Gauge.Builder::register);
  }

  Timer timer(String name, String... tags) {
    Tags all = commonTags.and(tags);
    return add(
        id(name, all, Meter.Type.TIMER),
        Timer.builder(name).description(Descriptions.of(name)).tags(all),
        Timer.Builder::register);
  }

  /**
   * Creates the identity of a meter. Two identities are equal if they have the same name and tags.
   */
  private static Meter.Id id(String name, Tags tags, Meter.Type type) {
    return new Meter.Id(name, tags, null, null, type);
  }

  /** Registers a meter from a builder. */
  private interface Registration<B, M extends Meter> {
    M register(B builder, MeterRegistry registry);
  }

  private synchronized <B, M extends Meter> M add(
      Meter.Id id, B builder, Registration<B, M> registration) {
    if (closed) {
      throw new IllegalStateException("the metrics were closed");
    }
    List<Meter> before = registry.getMeters();
    // Checked first, because Micrometer logs a warning when a meter is registered again.
    if (hasId(before, id)) {
      throw present(id);
    }
    M meter = registration.register(builder, registry);
    // A filter of the registry may change the identity. It may also give several meters of this
    // binding the same identity.
    if (hasId(before, meter.getId()) && !hasId(meters, meter.getId())) {
      throw present(meter.getId());
    }
    meters.add(meter);
    return meter;
  }

  private static boolean hasId(List<Meter> among, Meter.Id id) {
    return among.stream().anyMatch(meter -> meter.getId().equals(id));
  }

  private static IllegalStateException present(Meter.Id id) {
    return new IllegalStateException(
        "the registry already has a meter "
            + id.getName()
            + id.getTags()
            + ", whose numbers would be shown instead of this orchestrator's; close the"
            + " JitMetrics that registered it, or give each orchestrator tags of its own");
  }

  /** Removes the meters. */
  @Override
  public synchronized void close() {
    closed = true;
    meters.forEach(registry::remove);
    meters.clear();
  }
}
