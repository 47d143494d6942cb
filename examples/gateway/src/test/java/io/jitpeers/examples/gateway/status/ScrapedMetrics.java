package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.webhook.Webhook;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a gateway's {@code /metrics} has, to compare with what expressions of PromQL ask for. */
final class ScrapedMetrics {
  private static final Pattern METRIC = Pattern.compile("\\b(?:jit|jvm|process)_[a-z_]+");
  private static final Pattern SELECTOR =
      Pattern.compile("((?:jit|jvm|process)_[a-z_]+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~?|![=~])\"([^\"]*)\"");
  private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? [^ ]+", Pattern.CASE_INSENSITIVE);

  /** Labels that Prometheus adds, and those of histograms. */
  private static final Set<String> ADDED = Set.of("instance", "job");

  /** A metric's labels and the values that they have. */
  private final Map<String, Map<String, Set<String>>> metrics;

  private ScrapedMetrics(Map<String, Map<String, Set<String>>> metrics) {
    this.metrics = metrics;
  }

  /** Scrapes a gateway that has installed a peer. */
  static ScrapedMetrics scrape() throws Exception {
    ManualTime time = new ManualTime();
    try (Gateway gateway = new Gateway("wg0", time);
        Webhook webhook = Webhook.to(URI.create("http://127.0.0.1:9"), "of-this-test", time);
        StatusServer server =
            new StatusServer(
                Map.of("wg0", gateway.orchestrator),
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                time,
                time)) {
      server.add(webhook);
      gateway.start();
      gateway.initiate(gateway.newClient());
      System.gc(); // There is no metric of pauses before the first.
      Site site = new Site(server.uri());
      Await.until(
          "a pause among the metrics",
          () -> site.get("/metrics").body().contains("jvm_gc_pause_seconds_sum"));
      return parse(site.get("/metrics").body());
    }
  }

  private static ScrapedMetrics parse(String scrape) {
    Map<String, Map<String, Set<String>>> metrics = new HashMap<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              Map<String, Set<String>> labels =
                  metrics.computeIfAbsent(sample.group(1), name -> new HashMap<>());
              Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
              while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
              }
            });
    return new ScrapedMetrics(metrics);
  }

  /**
   * Checks that each metric of an expression exists, with the labels and values that the expression
   * selects and groups by.
   *
   * @param shown labels that are shown beside the result
   */
  void assertThatTheyHave(String expression, List<String> shown) {
    Set<String> labels = new HashSet<>(ADDED);
    Matcher metric = METRIC.matcher(expression);
    boolean any = false;
    while (metric.find()) {
      any = true;
      assertThat(metrics).as(expression).containsKey(metric.group());
      labels.addAll(metrics.get(metric.group()).keySet());
    }
    assertThat(any).as(expression).isTrue();
    selectorsMatch(expression);
    BY.matcher(expression)
        .results()
        .forEach(by -> assertThat(labels).as(expression).contains(by.group(1).split(", ")));
    assertThat(labels).as(expression).containsAll(shown);
  }

  private void selectorsMatch(String expression) {
    Matcher selector = SELECTOR.matcher(expression);
    while (selector.find()) {
      Map<String, Set<String>> labels = metrics.get(selector.group(1));
      Matcher label = LABEL.matcher(selector.group(2));
      while (label.find()) {
        assertThat(labels).as(expression).containsKey(label.group(1));
        if (!label.group(2).startsWith("$")) {
          for (String alternative : label.group(2).split("\\|", -1)) {
            assertThat(labels.get(label.group(1)))
                .as(expression)
                .anyMatch(value -> value.matches(alternative));
          }
        }
      }
    }
  }
}
