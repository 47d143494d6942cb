package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Grafana dashboard asks for nothing that a gateway does not have. */
class DashboardTest {
  private static final Path DASHBOARD = Path.of("grafana", "jit-gateway.json");
  private static final Pattern METRIC = Pattern.compile("\\b(?:jit|jvm|process)_[a-z_]+");
  private static final Pattern SELECTOR =
      Pattern.compile("((?:jit|jvm|process)_[a-z_]+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=~?\"([^\"]*)\"");
  private static final Pattern BY = Pattern.compile("by \\(([a-z_, ]+)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? [^ ]+", Pattern.CASE_INSENSITIVE);

  /** A metric's labels and the values that they have in a scrape. */
  private static Map<String, Map<String, Set<String>>> scraped() throws Exception {
    ManualTime time = new ManualTime();
    try (Gateway gateway = new Gateway("wg0", time);
        StatusServer server =
            new StatusServer(
                Map.of("wg0", gateway.orchestrator),
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                time,
                time)) {
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

  private static Map<String, Map<String, Set<String>>> parse(String scrape) {
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
    return metrics;
  }

  private static Json dashboard() throws Exception {
    return Json.parse(Files.readString(DASHBOARD));
  }

  private static List<Json> targets(Json dashboard) {
    List<Json> targets = new ArrayList<>();
    for (Json panel : dashboard.at("panels").elements()) {
      if (panel.has("targets")) {
        targets.addAll(panel.at("targets").elements());
      }
    }
    return targets;
  }

  @Test
  void everyMetricAndLabelIsInAScrape() throws Exception {
    Map<String, Map<String, Set<String>>> scraped = scraped();
    List<Json> targets = targets(dashboard());
    assertThat(targets).hasSizeGreaterThan(20);
    for (Json target : targets) {
      String expression = target.at("expr").text();
      Set<String> labels = new HashSet<>();
      Matcher metric = METRIC.matcher(expression);
      boolean any = false;
      while (metric.find()) {
        any = true;
        assertThat(scraped).as(expression).containsKey(metric.group());
        labels.addAll(scraped.get(metric.group()).keySet());
      }
      assertThat(any).as(expression).isTrue();
      selectorsMatch(expression, scraped);
      List<String> asked = new ArrayList<>();
      BY.matcher(expression)
          .results()
          .forEach(by -> asked.addAll(List.of(by.group(1).split(", "))));
      LEGEND
          .matcher(target.at("legendFormat").text())
          .results()
          .forEach(legend -> asked.add(legend.group(1)));
      assertThat(labels).as(expression).containsAll(asked);
    }
  }

  private static void selectorsMatch(
      String expression, Map<String, Map<String, Set<String>>> scraped) {
    Matcher selector = SELECTOR.matcher(expression);
    while (selector.find()) {
      Map<String, Set<String>> labels = scraped.get(selector.group(1));
      Matcher label = LABEL.matcher(selector.group(2));
      while (label.find()) {
        assertThat(labels).as(expression).containsKey(label.group(1));
        if (!label.group(2).startsWith("$")) {
          assertThat(labels.get(label.group(1)))
              .as(expression)
              .anyMatch(value -> value.matches(label.group(2)));
        }
      }
    }
  }

  @Test
  void panelsDoNotOverlapAndUseTheVariables() throws Exception {
    Json dashboard = dashboard();
    assertThat(dashboard.at("uid").text()).isEqualTo("jit-gateway");
    assertThat(dashboard.at("templating", "list").elements())
        .extracting(variable -> variable.at("name").text())
        .containsExactly("datasource", "interface");
    Set<Long> ids = new HashSet<>();
    Set<List<Long>> cells = new HashSet<>();
    for (Json panel : dashboard.at("panels").elements()) {
      assertThat(ids.add(panel.at("id").number())).as("a second id").isTrue();
      Json place = panel.at("gridPos");
      for (long x = 0; x < place.at("w").number(); x++) {
        for (long y = 0; y < place.at("h").number(); y++) {
          long column = place.at("x").number() + x;
          assertThat(column).as(panel.at("title").text()).isLessThan(24);
          assertThat(cells.add(List.of(column, place.at("y").number() + y)))
              .as(panel.at("title").text())
              .isTrue();
        }
      }
      if (panel.has("targets")) {
        assertThat(panel.at("datasource", "uid").text()).isEqualTo("${datasource}");
      }
    }
  }
}
