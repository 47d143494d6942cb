package io.jitpeers.examples.gateway.status;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.micrometer.JitMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.DoubleStream;

/** The metrics that Prometheus scrapes. Thread-safe. */
final class Metrics implements AutoCloseable {
  /** The format that {@link #scrape} returns. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** The tag that distinguishes the gateway's interfaces. */
  static final String INTERFACE = "interface";

  /**
   * The upper bounds of the histogram buckets for the times of provisioning stages, in
   * milliseconds. The bounds are closest together around the typical answer times of control
   * planes, local and remote. One bound is 5 s, the time after which a client repeats its
   * initiation (REKEY_TIMEOUT, whitepaper section 6.1).
   */
  private static final double[] BUCKET_MILLIS = {
    0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 250, 500, 1000, 2500,
    5000, 10000
  };

  private static final double NANOS_PER_MILLI = 1e6;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final List<JitMetrics> bound = new CopyOnWriteArrayList<>();

  Metrics() {
    registry.config().meterFilter(stageHistograms());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /**
   * Adds histogram buckets to the metrics of stage times. Unlike percentiles, buckets can be
   * aggregated over several gateways.
   */
  private static MeterFilter stageHistograms() {
    double[] nanos = DoubleStream.of(BUCKET_MILLIS).map(ms -> ms * NANOS_PER_MILLI).toArray();
    DistributionStatisticConfig buckets =
        DistributionStatisticConfig.builder().serviceLevelObjectives(nanos).build();
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals("jit.stage") ? buckets.merge(config) : config;
      }
    };
  }

  /** Adds an orchestrator. */
  void add(String name, JitOrchestrator orchestrator) {
    JitMetrics metrics = new JitMetrics(orchestrator, Tags.of(INTERFACE, name));
    metrics.bindTo(registry);
    bound.add(metrics);
  }

  /** Adds the meters of a part of the gateway that is not an orchestrator, such as the webhook. */
  void add(MeterBinder meters) {
    meters.bindTo(registry);
  }

  /** Returns the metrics as of now, in the text format of Prometheus. */
  String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  @Override
  public void close() {
    bound.forEach(JitMetrics::close);
    garbageCollection.close();
    registry.close();
  }
}
