package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules ask for nothing that a gateway does not have, and fire where they should. */
class AlertRulesTest {
  private static final Path RULES = Path.of("prometheus", "jit-gateway.rules.yml");
  private static final Path TESTS = Path.of("prometheus", "jit-gateway.rules.test.yml");
  private static final Path DOCUMENT = Path.of("..", "..", "docs", "alerts.md");
  private static final Pattern NAME = Pattern.compile("- alert: (\\w+)\\n");
  private static final Pattern EXPRESSION = Pattern.compile("\\n +expr: '(.*)'\\n");

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @Test
  void everyMetricAndLabelIsInAScrape() throws Exception {
    ScrapedMetrics scraped = ScrapedMetrics.scrape();
    String rules = Files.readString(RULES);
    List<String> expressions = found(EXPRESSION, rules);
    assertThat(expressions).hasSameSizeAs(found(NAME, rules)).hasSizeGreaterThan(10);
    for (String expression : expressions) {
      if (!expression.startsWith("up{")) {
        scraped.assertThatTheyHave(expression, List.of());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "=~", "!=", "!~"})
  void anExpressionWithAnotherLabelOrValueIsNoticed(String operator) throws Exception {
    ScrapedMetrics scraped = ScrapedMetrics.scrape();
    String expression = "jit_packets_total{%s" + operator + "\"%s\"}";

    scraped.assertThatTheyHave(String.format(expression, "outcome", "installed"), List.of());

    for (List<String> wrong : List.of(List.of("result", "installed"), List.of("outcome", "none"))) {
      assertThatThrownBy(
              () ->
                  scraped.assertThatTheyHave(
                      String.format(expression, wrong.get(0), wrong.get(1)), List.of()))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void eachAlertIsTestedAndDocumented() throws Exception {
    String tests = Files.readString(TESTS);
    String document = Files.readString(DOCUMENT);
    for (String name : found(NAME, Files.readString(RULES))) {
      assertThat(tests).contains("- name: " + name + " fires\n", "- name: " + name + " is quiet\n");
      assertThat(document).contains("| `" + name + "` |");
    }
  }

  @Test
  @Tag("promtool") // Run with -Pkernel, and then it fails where Prometheus is missing.
  void eachAlertFiresWhereItShouldAndIsQuietElsewhere() throws Exception {
    assertThat(promtool(TESTS)).contains("SUCCESS").doesNotContain("FAILED");
  }

  /** Shows that the tests of the rules can fail: with other expressions each of them does. */
  @Test
  @Tag("promtool")
  void aRuleThatNeverFiresFailsItsTest(@TempDir Path folder) throws Exception {
    String rules = Files.readString(RULES);
    String never = EXPRESSION.matcher(rules).replaceAll("\n        expr: 'vector(1) > 2'\n");
    Files.write(folder.resolve(RULES.getFileName()), never.getBytes(StandardCharsets.UTF_8));
    Path tests = Files.copy(TESTS, folder.resolve(TESTS.getFileName()));

    String said = promtool(tests);

    for (String name : found(NAME, rules)) {
      assertThat(said).contains("alertname: " + name + ",");
    }
  }

  private static String promtool(Path tests) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("promtool", "test", "rules", tests.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isBetween(0, 1);
    return said;
  }
}
