package io.jitpeers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine main = Main.commandLine(arguments);
    main.setOut(new PrintWriter(out));
    main.setErr(new PrintWriter(err));
    return main.execute(arguments);
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "quickstart",
            "embedding",
            "plugin",
            "peers",
            "identify",
            "control-plane",
            "gateway",
            "explain",
            "evict",
            "revoke",
            "pin",
            "unpin",
            "forget-timestamp",
            "sweep",
            "release-brake",
            "fleet",
            "simulate",
            "archive",
            "manual");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void onlyTheCommandThatRunsIsLoaded() {
    assertThat(Main.commandLine("gateway", "plugin").getSubcommands()).containsOnlyKeys("gateway");
    assertThat(Main.commandLine("--help", "gateway").getSubcommands()).hasSizeGreaterThan(7);
  }

  @Test
  void theVersionIsFilledIn() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("JIT Peers \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void noCommandIsAMistake() {
    assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("quickstart");
  }

  @Test
  void anUnknownCommandIsAMistake() {
    assertThat(run("quickstrat")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("not known here", "quickstart");
  }

  /** Standard error often goes to a log. */
  @Test
  void whatIsNotKnownIsNotQuoted() {
    for (String[] mistake :
        new String[][] {
          {"gateway", "--token=c2VjcmV0"},
          {"gateway", "--token", "c2VjcmV0"},
          {"gateway", "c2VjcmV0"},
          {"control-plane", "-tc2VjcmV0"},
          {"control-plane", "peer", "add", "--preshared-key=c2VjcmV0"},
          {"gateway", "--interface=wg0", "--set=c2VjcmV0"}
        }) {
      assertThat(run(mistake)).isEqualTo(CommandLine.ExitCode.USAGE);
      assertThat(err.toString()).isNotBlank().doesNotContain("c2VjcmV0");
    }
    run("gateway", "--token=c2VjcmV0");
    assertThat(err.toString()).contains("Unknown option: '--token'");
  }
}
