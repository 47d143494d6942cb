package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Program;
import io.jitpeers.benchmarks.programs.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each section runs with minimal sizes. Measurements in a separate JVM run in this one. */
@Timeout(1200)
class SectionsTest {
  private final List<Figure> figures = new ArrayList<>();

  @Test
  void pipeline() throws Exception {
    PipelineSection.report(
        2,
        Samples.parse(output(() -> PipelineMain.main(new String[] {"2", "50", "0", "2"}))),
        figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "pipeline.2core.open",
            "pipeline.2core.installed",
            "pipeline.2core.first-packet.p50",
            "pipeline.2core.first-packet.p99",
            "pipeline.2core.recorded",
            "pipeline.2core.recorded.p50",
            "pipeline.2core.recorded.p99");
    assertThat(figures).allMatch(figure -> figure.rounds().size() == 2 && figure.value() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void memory(FilledGateway.Kind kind) throws Exception {
    try (FilledGateway gateway = new FilledGateway(kind, 300)) {
      gateway.fill();
    }
  }

  @Test
  void aSweepInAJvmOfItsOwn() throws Exception {
    MemorySection.sweep(2_000, figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly("memory.sweep.allocated", "memory.sweep.time");
    assertThat(figures).allMatch(figure -> figure.rounds().size() == 5);
  }

  @Test
  void memoryInAJvmOfItsOwn() throws Exception {
    Figure mark = MemorySection.measure(FilledGateway.Kind.REPLAY_MARK, 20_000, 1);

    assertThat(mark.id()).isEqualTo("memory.replay-mark");
    assertThat(mark.value()).isBetween(40.0, 120.0);
  }

  @Test
  void revalidation() throws Exception {
    HttpServer controlPlane = CountingServerMain.start(2);
    try {
      String uri = "http://127.0.0.1:" + controlPlane.getAddress().getPort();
      Map<String, List<Double>> samples =
          Samples.parse(
              output(() -> RevalidationMain.main(new String[] {uri, "100", "2000", "200", "5"})));
      RevalidationSection.report(new RevalidationSection.Size(100, 2, 1, 1), samples, figures::add);
    } finally {
      controlPlane.stop(0);
    }
    RevalidationSection.heap(10_000, 1, figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "revalidation.due",
            "revalidation.average",
            "revalidation.peak",
            "revalidation.peak-all-due",
            "revalidation.p50.calm",
            "revalidation.p50.asking",
            "revalidation.p99.calm",
            "revalidation.p99.asking",
            "revalidation.heap.map",
            "revalidation.heap.hot-set",
            "revalidation.heap.hot-set-two");
    assertThat(figures.get(1).value()).as("lookups a second").isBetween(20.0, 80.0);
    assertThat(figures.get(9).value()).as("bytes").isBetween(150.0, 400.0);
    assertThat(figures.get(10).value() - figures.get(9).value()).as("more").isBetween(30.0, 150.0);
  }

  @Test
  void http() throws Exception {
    new HttpSection(examples(), Optional.empty())
        .run(new HttpSection.Size(50, 0, 1, 1), figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "http.constant.rate",
            "http.constant.p99",
            "http.control-plane.rate",
            "http.control-plane.p99",
            "http.paced.p50",
            "http.paced.p99");
  }

  @Test
  void start() throws Exception {
    assertThat(StartSection.rounds(ForkedJvm.with().command(HelloMain.class), 1))
        .allMatch(milliseconds -> milliseconds > 0);
    List<String> quickStart = new ArrayList<>(examples());
    quickStart.addAll(List.of("quickstart", "--help"));
    assertThat(Program.run(quickStart, Duration.ofMinutes(10))).contains("without root");
  }

  @Test
  void warmStart() throws Exception {
    new WarmStartSection(examples()).run(4, 2, 1, 1, figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "warm-start.memory.later",
            "warm-start.memory.later-alone",
            "warm-start.memory.next",
            "warm-start.memory.first",
            "warm-start.memory.first-cold",
            "warm-start.memory.start",
            "warm-start.memory.start-cold",
            "warm-start.http.later",
            "warm-start.http.later-alone",
            "warm-start.http.next",
            "warm-start.http.first",
            "warm-start.http.first-cold",
            "warm-start.http.start",
            "warm-start.http.start-cold");
  }

  /** The examples are on the test's class path. */
  private static List<String> examples() {
    return List.of(
        ForkedJvm.java(),
        "-cp",
        Objects.requireNonNull(System.getProperty("java.class.path")),
        "io.jitpeers.examples.Main");
  }

  private interface Work {
    void run() throws Exception;
  }

  private static List<String> output(Work work) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
