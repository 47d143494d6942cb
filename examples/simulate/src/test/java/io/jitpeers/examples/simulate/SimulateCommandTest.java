package io.jitpeers.examples.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;

class SimulateCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void aTableAndARecommendationArePrinted() {
    assertThat(run("--clients=2000", "--days=2", "--idle-after=5m,1h", "--every=1m")).isZero();

    assertThat(out.toString(UTF_8))
        .startsWith("Clients: 2,000; periods of traffic: ")
        .containsPattern("(?m)^ *5m +1m +\\d+ ")
        .containsPattern("(?m)^ *1h +1m +\\d+ ")
        .containsSubsequence(
            "Recommended:",
            "  eviction.every=1m",
            "  eviction-policy.idle.after=1h",
            "- Resident peers: ");
    assertThat(err.toString())
        .contains("sorting the periods of 2,000 clients", "simulated idle-after 5m, every 1m");
  }

  @Test
  void theChartHasALineForEachThreshold() throws Exception {
    Path svg = folder.resolve("hot-set.svg");

    assertThat(run("--clients=1000", "--days=1", "--idle-after=5m,10m,1h", "--svg=" + svg))
        .isZero();

    Document chart = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(chart.getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }

  @Test
  void whatIfQuestionsAreAnswered() {
    assertThat(
            run(
                "--clients=2000",
                "--days=1",
                "--idle-after=10m",
                "--every=1m",
                "--max-peers=40",
                "--control-plane-rate=1",
                "--accept-session-loss"))
        .isZero();

    assertThat(out.toString(UTF_8))
        .contains("longest wait", "refused")
        .containsSubsequence(
            "No settings keep all limits. The closest are:",
            "  eviction-policy.capacity.hard=40",
            "  provisioning.max-resident-peers=40",
            "  eviction.accept-session-loss=true",
            "  eviction.lossless-floor=0s",
            "- But clients are refused ");
  }

  @Test
  void aMistakeIsTold() {
    assertThat(run("--mix=ci=50,site=40")).isEqualTo(2);
    assertThat(err.toString()).contains("the shares must be 100 percent in sum, not 90");

    assertThat(run("--mix=visitors=100")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no kind visitors");

    assertThat(run("--idle-after=0s")).isEqualTo(2);
    assertThat(err.toString()).contains("it must be whole seconds, 1s to 30d, not 0s");

    assertThat(run("--every=1500ms")).isEqualTo(2);
    assertThat(err.toString()).contains("it must be whole seconds, 1s to 30d, not 1500ms");

    assertThat(run("--idle-after=1m")).isEqualTo(2);
    assertThat(err.toString()).contains("--idle-after below 3m has no effect");

    assertThat(run("--days=1", "--every=12h")).isEqualTo(2);
    assertThat(err.toString()).contains("the traffic is too short for 10 sweeps");

    assertThat(run("--status=x", "--initiations=y")).isEqualTo(2);

    assertThat(run("--clients=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--clients must be 1 to 20,000,000");

    assertThat(run("--max-peers=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--max-peers must be at least 1");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertThat(run("--session-log=" + folder.resolve("absent"))).isEqualTo(1);
    assertThat(err.toString()).contains("absent does not exist");
  }

  @Test
  void aSessionLogIsSimulated() throws Exception {
    Path log = folder.resolve("sessions");
    Files.writeString(
        log,
        "{\"peer\":\"BuLsnjHgnWEG3mXzRt1ZrzirbcgC7/TgRr9vBRaJCiU=\","
            + "\"from\":\"2026-01-05T10:00:00Z\",\"to\":\"2026-01-05T12:00:00Z\","
            + "\"latest_handshake\":\"2026-01-05T11:50:00Z\"}\n");

    assertThat(run("--session-log=" + log, "--idle-after=5m,20m")).isZero();
    assertThat(out.toString(UTF_8))
        .startsWith("Clients: 1; periods of traffic: 1; days: 0.1")
        .contains("eviction-policy.idle.after=20m");
    assertThat(err.toString()).contains("5m is left out: the record does not show pauses");
  }

  private int run(String... arguments) {
    return new CommandLine(new SimulateCommand(new PrintStream(out, true, UTF_8)))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
