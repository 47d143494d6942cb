package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.Folders;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.benchmarks.programs.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures lookups over HTTP at the reference control plane, with a database of several thousand
 * peers. The client makes 32 lookups at a time. The yardstick is {@code wrk} with 32 connections to
 * the same control plane; without {@code wrk}, its figures are left out with a warning. Also
 * measures lookups at a fixed rate, and lookups at a server that always returns the same answer.
 * Client, control plane and server run on this machine, each in its own process.
 */
public final class HttpSection implements Section {
  private static final String NAME = "http";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String AT_ONCE = "32";
  private static final int LOOKUPS_A_SECOND = 1_000;

  /**
   * An option of the reference control plane. Without it the second part of an answer is delayed by
   * 40 ms.
   */
  private static final String NO_DELAY = "-Dsun.net.httpserver.nodelay=true";

  private final List<String> examples;
  private final Optional<Wrk> wrk;

  /**
   * Creates the section, which uses {@code wrk} if it is installed.
   *
   * @param examples the command that runs the examples, without its arguments
   */
  public HttpSection(List<String> examples) {
    this(examples, Wrk.find(Objects.requireNonNullElse(System.getenv("PATH"), "")));
  }

  HttpSection(List<String> examples, Optional<Wrk> wrk) {
    this.examples = List.copyOf(examples);
    this.wrk = wrk;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "looks peers up at the reference control plane, 32 at a time";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    run(new Size(full ? 20_000 : 4_000, full ? 10 : 5, full ? 7 : 3, full ? 10 : 3), figures);
  }

  /**
   * The extent of a measurement.
   *
   * @param peers the number of peers, and of lookups in a round without pauses
   * @param warmUps the number of rounds that do not count
   * @param rounds the number of rounds that count
   * @param seconds the duration of a round with {@code wrk}, and of a round at a fixed rate
   */
  record Size(int peers, int warmUps, int rounds, int seconds) {}

  void run(Size size, Consumer<Figure> figures) throws Exception {
    Path folder = Files.createTempDirectory("jit-benchmark");
    try {
      Path same = folder.resolve("same-key");
      Files.write(same, Collections.nCopies(size.peers, FilledControlPlane.base64(0)));
      try (Server server =
          Server.start(
              ForkedJvm.with(NO_DELAY)
                  .command(ConstantServerMain.class, FilledControlPlane.document(0)))) {
        new Client(same, size, figures)
            .measure(server, "constant", "lookups, a server with one answer", "");
      }
      try (FilledControlPlane controlPlane =
          FilledControlPlane.start(examples, folder, size.peers)) {
        Server server = controlPlane.server();
        measureWrk(server, controlPlane.keys(), size, figures);
        Client client = new Client(controlPlane.keys(), size, figures);
        client.measure(
            server, "control-plane", "lookups, the reference control plane", "http.wrk.rate");
        client.measurePaced(server);
      }
    } finally {
      Folders.delete(folder);
    }
  }

  /** The first run warms the control plane up and does not count. */
  @SuppressWarnings("SystemOut")
  private void measureWrk(Server server, Path keys, Size size, Consumer<Figure> figures)
      throws IOException, InterruptedException {
    if (wrk.isEmpty()) {
      System.err.println(
          "WARNING: wrk is not installed, so the http section has no yardstick: its figures"
              + " http.wrk and the ratio to them are left out.");
      return;
    }
    List<Double> rates = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    Wrk.Reading unused = wrk.get().measure(server.uri(), keys, AT_ONCE, size.seconds);
    for (int i = 0; i < size.rounds; i++) {
      Wrk.Reading reading = wrk.get().measure(server.uri(), keys, AT_ONCE, size.seconds);
      rates.add(reading.rate());
      high.add(reading.p99());
    }
    String title = "requests of wrk, the reference control plane";
    figures.accept(Figure.of("http.wrk.rate", NAME, title, "/s", Better.HIGHER, rates));
    figures.accept(Figure.of("http.wrk.p99", NAME, title + ", p99", "ms", Better.LOWER, high));
  }

  private record Client(Path keys, Size size, Consumer<Figure> figures) {
    /**
     * Measures the rate and the p99 duration of lookups that are made without pauses.
     *
     * @param yardstick the id of the figure with which the rate is compared; empty for none
     */
    void measure(Server server, String name, String title, String yardstick) throws Exception {
      Map<String, List<Double>> samples =
          samples(
              HttpClientMain.class,
              server.uri().toString(),
              keys.toString(),
              AT_ONCE,
              Integer.toString(size.warmUps),
              Integer.toString(size.rounds));
      Figure rate =
          Figure.of(
              NAME + "." + name + ".rate",
              NAME,
              title,
              "/s",
              Better.HIGHER,
              Samples.of(samples, "rate"));
      figures.accept(yardstick.isEmpty() ? rate : rate.against(yardstick));
      figures.accept(milliseconds(name + ".p99", title + ", p99", samples, "p99"));
    }

    /**
     * Measures the median and the p99 duration of lookups at a fixed rate. The report compares the
     * p99 with the median.
     */
    void measurePaced(Server server) throws Exception {
      Map<String, List<Double>> samples =
          samples(
              PacedHttpClientMain.class,
              server.uri().toString(),
              keys.toString(),
              Integer.toString(LOOKUPS_A_SECOND),
              Integer.toString(LOOKUPS_A_SECOND * size.seconds),
              Integer.toString(size.warmUps),
              Integer.toString(size.rounds));
      figures.accept(
          milliseconds("paced.p50", "lookups at 1,000 a second, median", samples, "p50"));
      figures.accept(
          milliseconds("paced.p99", "lookups at 1,000 a second, p99", samples, "p99")
              .against("http.paced.p50"));
    }

    private static Map<String, List<Double>> samples(Class<?> main, String... arguments)
        throws Exception {
      return Samples.parse(ForkedJvm.with("-Xmx1g").run(PATIENCE, main, arguments));
    }

    private static Figure milliseconds(
        String id, String title, Map<String, List<Double>> samples, String sample) {
      return Figure.of(
          NAME + "." + id, NAME, title, "ms", Better.LOWER, Samples.of(samples, sample));
    }
  }
}
