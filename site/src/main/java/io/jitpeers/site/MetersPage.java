package io.jitpeers.site;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.micrometer.JitMetrics;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the page of meters. Binds the meters of {@link JitMetrics} to a registry, and lists the
 * meters that the registry then contains. Stateless.
 */
final class MetersPage {
  private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

  private MetersPage() {}

  static String write() {
    Page page = new Page("Meters", "the meters of `JitMetrics`");
    page.paragraph(
        "`JitMetrics` of `jit-micrometer` registers these meters. No tag has a key or an address."
            + " The gateway program adds the label `interface`, and has one meter of its own,"
            + " `jit_webhook_events_total`. [Outcomes](labels.md) lists the words of the tags.");
    page.row("meter, and its name in Prometheus", "meaning", "tags");
    page.row("---", "---", "---");
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (JitOrchestrator orchestrator = orchestrator();
        JitMetrics metrics = new JitMetrics(orchestrator)) {
      metrics.bindTo(registry);
      String published = registry.scrape();
      registry.getMeters().stream()
          .collect(
              Collectors.groupingBy(
                  meter -> meter.getId().getName(), TreeMap::new, Collectors.toList()))
          .forEach((name, meters) -> row(page, name, meters, published));
    }
    return page.text();
  }

  /** Returns an orchestrator that does not run. */
  private static JitOrchestrator orchestrator() {
    PrivateKey key = PrivateKey.generate(new SecureRandom());
    return JitOrchestrator.builder()
        .packetSource(new DirectPacketSource())
        .configSource(HttpPeerConfigSource.builder(URI.create("http://127.0.0.1:9")).build())
        .store(InMemoryPeerStore.builder().privateKey(key).build())
        .build();
  }

  private static void row(Page page, String name, List<Meter> meters, String published) {
    Meter.Id id = meters.get(0).getId();
    String kind = id.getType().name().toLowerCase(Locale.ROOT);
    page.row(
        "`" + name + "`<br>`" + inPrometheus(id, published) + "`, " + kind,
        Objects.requireNonNull(id.getDescription(), name),
        tags(meters));
  }

  /**
   * Returns a meter's name in Prometheus. Throws if no line of the published text begins with that
   * name.
   */
  private static String inPrometheus(Meter.Id id, String published) {
    String convention = PROMETHEUS.name(id.getName(), id.getType(), id.getBaseUnit());
    String name = id.getType() == Meter.Type.COUNTER ? convention + "_total" : convention;
    if (published.lines().noneMatch(line -> line.startsWith(name))) {
      throw new IllegalStateException("not published: " + name);
    }
    return name;
  }

  /**
   * Returns the tags of meters with their values. The value of the tag {@code implementation} is
   * left out, because it depends on the machine that writes the page.
   */
  private static String tags(List<Meter> meters) {
    Map<String, Set<String>> tags = new TreeMap<>();
    for (Meter meter : meters) {
      for (Tag tag : meter.getId().getTags()) {
        tags.computeIfAbsent(tag.getKey(), key -> new TreeSet<>()).add("`" + tag.getValue() + "`");
      }
    }
    return tags.entrySet().stream()
        .map(tag -> tag.getKey() + values(tag.getKey(), tag.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String values(String tag, Set<String> values) {
    return tag.equals("implementation") ? "" : ": " + String.join(", ", values);
  }
}
