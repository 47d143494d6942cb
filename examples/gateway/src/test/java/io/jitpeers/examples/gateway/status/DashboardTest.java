package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Grafana dashboard asks for nothing that a gateway does not have. */
class DashboardTest {
  private static final Path DASHBOARD = Path.of("grafana", "jit-gateway.json");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

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
    ScrapedMetrics scraped = ScrapedMetrics.scrape();
    List<Json> targets = targets(dashboard());
    assertThat(targets).hasSizeGreaterThan(20);
    for (Json target : targets) {
      List<String> shown =
          LEGEND
              .matcher(target.at("legendFormat").text())
              .results()
              .map(legend -> legend.group(1))
              .toList();
      scraped.assertThatTheyHave(target.at("expr").text(), shown);
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
