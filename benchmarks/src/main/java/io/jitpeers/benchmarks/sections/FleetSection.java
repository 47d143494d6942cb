package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures the time that the engine of a fleet takes to advance a client's {@linkplain
 * io.jitpeers.spi.SharedReplayMarks replay mark}. A fleet adds this time to a first packet. The
 * engine is a redis-server on this machine. Also measures how fast the engine handles the locations
 * of peers, and how much memory a mark and a location take. The yardstick of all times is a PING of
 * {@code redis-benchmark} at the same server. Without redis-server, the section is left out with a
 * warning.
 */
public final class FleetSection implements Section {
  private static final String NAME = "fleet";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String PING = "fleet.ping";
  private static final int RATE = 1_000;

  /** Creates the section. */
  public FleetSection() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "advances replay marks in a redis-server, as first packets do";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    run(full ? 100_000 : 4_000, full ? 3 : 1, full ? 7 : 2, figures);
  }

  @SuppressWarnings("SystemOut")
  void run(int keys, int warmUps, int rounds, Consumer<Figure> figures) throws Exception {
    if (!RedisServer.isInstalled(Objects.requireNonNullElse(System.getenv("PATH"), ""))) {
      System.err.println(
          "WARNING: redis-server is not installed (Debian's packages redis-server and"
              + " redis-tools), so the fleet section is left out.");
      return;
    }
    try (RedisServer server = RedisServer.start()) {
      measurePing(server, rounds, figures);
      long before = server.memory();
      Map<String, List<Double>> samples =
          Samples.parse(
              ForkedJvm.with("-Xmx512m")
                  .run(
                      PATIENCE,
                      FleetMain.class,
                      server.url(),
                      Integer.toString(keys),
                      Integer.toString(RATE),
                      Integer.toString(warmUps),
                      Integer.toString(rounds)));
      long memory = server.memory() - before;
      time(figures, samples, "alone.p50", "advance a mark, one at a time, median");
      time(figures, samples, "alone.p99", "advance a mark, one at a time, p99");
      time(figures, samples, "paced.p50", "advance a mark, 1,000 a second, median");
      time(figures, samples, "paced.p99", "advance a mark, 1,000 a second, p99");
      figures.accept(
          Figure.of(
              "fleet.rate",
              NAME,
              "marks, 256 at a time",
              "/s",
              Better.HIGHER,
              Samples.of(samples, "rate")));
      figures.accept(
          Figure.of(
              "fleet.memory",
              NAME,
              "a mark in the engine",
              "B",
              Better.LOWER,
              List.of((double) memory / keys)));
      directory(server, keys, warmUps, rounds, figures);
    }
  }

  private static void directory(
      RedisServer server, int peers, int warmUps, int rounds, Consumer<Figure> figures)
      throws Exception {
    long before = server.memory();
    Map<String, List<Double>> samples =
        Samples.parse(
            ForkedJvm.with("-Xmx512m")
                .run(
                    PATIENCE,
                    DirectoryMain.class,
                    server.url(),
                    Integer.toString(peers),
                    Integer.toString(warmUps),
                    Integer.toString(rounds)));
    long memory = server.memory() - before;
    time(figures, samples, "locate.p50", "look up an endpoint, one at a time, median");
    time(figures, samples, "locate.p99", "look up an endpoint, one at a time, p99");
    figures.accept(
        Figure.of(
            "fleet.claims",
            NAME,
            "locations claimed, 256 at a time",
            "/s",
            Better.HIGHER,
            Samples.of(samples, "claims")));
    figures.accept(
        Figure.of(
            "fleet.location-memory",
            NAME,
            "a location in the engine",
            "B",
            Better.LOWER,
            List.of((double) memory / peers)));
  }

  private static void measurePing(RedisServer server, int rounds, Consumer<Figure> figures)
      throws Exception {
    List<Double> pings = new ArrayList<>();
    double unused = server.pingMilliseconds(10_000);
    for (int i = 0; i < rounds; i++) {
      pings.add(server.pingMilliseconds(10_000));
    }
    figures.accept(
        Figure.of(PING, NAME, "PING of redis-benchmark, median", "ms", Better.LOWER, pings));
  }

  private static void time(
      Consumer<Figure> figures, Map<String, List<Double>> samples, String name, String title) {
    figures.accept(
        Figure.of(NAME + "." + name, NAME, title, "ms", Better.LOWER, Samples.of(samples, name))
            .against(PING));
  }
}
