package io.jitpeers.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class QuickStartTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private int run(String... arguments) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new CommandLine(new QuickStartCommand(out)).execute(arguments);
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyClaimIsVerified() throws Exception {
    assertThat(run("--json")).as(() -> String.join("\n", lines())).isZero();

    List<String> lines = lines();
    QuickStartJson.Result result = QuickStartJson.parse(lines.get(lines.size() - 1));
    assertThat(result.ok()).isTrue();
    assertThat(result.failed()).isNull();
    assertThat(result.provisioned()).isEqualTo(24 + 500 + 25);
    assertThat(result.evicted()).isEqualTo(24 + 500 + 25);
    assertThat(result.reprovisioned()).isEqualTo(250);
    // A client that had to repeat its initiation may have superseded an earlier one.
    assertThat(result.rejectedButFor("superseded"))
        .isEqualTo(
            Map.of(
                "not_an_initiation", 40L,
                "bad_mac1", 40L,
                "duplicate", 3 * 8 + 40L,
                "low_order_point", 40L,
                "bad_static", 40L,
                "bad_timestamp", 40L,
                "replayed", 80L,
                "not_found", 80L,
                "expired", 10L,
                "config_refused", 20L));
    assertThat(result.p50()).isPositive();
    assertThat(result.p99()).isGreaterThanOrEqualTo(result.p50());

    assertThat(lines).contains("OK: every claim above was verified");
    assertThat(lines.subList(0, lines.size() - 1))
        .as("it can be read in 100 columns")
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }
}
