package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.programs.ForkedJvm;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.benchmarks.programs.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the revalidation of resident peers while first packets arrive: how many queries the
 * control plane receives, and how much longer a first packet takes than in a gateway without
 * revalidation. With full effort there are 100,000 peers whose answers are fresh for 300 s. With
 * quick effort there are fewer peers, and their answers are fresh for less time, so that the number
 * of requests per second is the same. Control plane and gateway run in separate processes. Also
 * measures the heap of a peer in the hot set.
 */
public final class RevalidationSection implements Section {
  private static final String NAME = "revalidation";
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /**
   * An option of the reference control plane. Without it a part of an answer may be delayed by 40
   * ms.
   */
  private static final String NO_DELAY = "-Dsun.net.httpserver.nodelay=true";

  /** The number of first packets that do not count, because the JVM is still compiling. */
  private static final int NOT_WARM_YET = 1_000;

  private static final Size FULL = new Size(100_000, 300, 60, 3);
  private static final Size QUICK = new Size(10_000, 30, 20, 2);

  /**
   * The extent of the measurement.
   *
   * @param seconds for how long answers are fresh
   * @param calmSeconds for how long first packets are measured without revalidation
   * @param heaps how often heap is measured
   */
  record Size(int peers, int seconds, int calmSeconds, int heaps) {}

  /** Creates the section. */
  public RevalidationSection() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "asks again about peers that stay while first packets come";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    run(effort == Effort.FULL ? FULL : QUICK, figures);
  }

  private static void run(Size size, Consumer<Figure> figures) throws Exception {
    String seconds = Integer.toString(size.seconds());
    try (Server controlPlane =
        Server.start(ForkedJvm.with(NO_DELAY).command(CountingServerMain.class, seconds))) {
      List<String> lines =
          ForkedJvm.with("-Xms2g", "-Xmx2g")
              .run(
                  PATIENCE,
                  RevalidationMain.class,
                  controlPlane.uri().toString(),
                  Integer.toString(size.peers()),
                  Integer.toString(1000 * size.seconds()),
                  Integer.toString(1000 * size.calmSeconds()),
                  Integer.toString(NOT_WARM_YET));
      report(size, Samples.parse(lines), figures);
    }
    heap(100_000, size.heaps(), figures);
  }

  static void report(Size size, Map<String, List<Double>> samples, Consumer<Figure> figures) {
    String of = "%,d peers, answers fresh for %d s".formatted(size.peers(), size.seconds());
    figures.accept(
        Figure.of(
            id("due"),
            NAME,
            "lookups for revalidation that are due, " + of,
            "/s",
            Better.LOWER,
            List.of((double) size.peers() / size.seconds())));
    figures.accept(rate("average", "lookups for revalidation that were made", samples));
    figures.accept(rate("peak", "lookups for revalidation in the worst second", samples));
    figures.accept(
        rate(
            "peak-all-due",
            "lookups for revalidation in the worst second when all peers are due at once",
            samples));
    for (String part : List.of("p50", "p99")) {
      String title = "a first packet, " + (part.equals("p50") ? "median" : part);
      Figure calm = time(part + ".calm", title + ", without revalidation", samples);
      figures.accept(calm);
      figures.accept(
          time(part + ".asking", title + ", during revalidation", samples).against(calm.id()));
    }
  }

  private static String id(String name) {
    return NAME + "." + name;
  }

  private static Figure rate(String name, String title, Map<String, List<Double>> samples) {
    return Figure.of(id(name), NAME, title, "/s", Better.LOWER, Samples.of(samples, name))
        .against(id("due"));
  }

  private static Figure time(String name, String title, Map<String, List<Double>> samples) {
    return Figure.of(id(name), NAME, title, "ms", Better.LOWER, Samples.of(samples, name));
  }

  static void heap(int peers, int rounds, Consumer<Figure> figures) throws Exception {
    Map<String, List<Double>> samples = new HashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String what : List.of(HotSetHeapMain.MAP, HotSetHeapMain.ONE, HotSetHeapMain.TWO)) {
        List<String> lines =
            ForkedJvm.with("-Xmx2g", "-XX:+UseSerialGC")
                .run(PATIENCE, HotSetHeapMain.class, what, Integer.toString(peers));
        samples
            .computeIfAbsent(what, each -> new ArrayList<>())
            .addAll(Samples.of(Samples.parse(lines), what));
      }
    }
    String map = HotSetHeapMain.MAP;
    figures.accept(bytes(map, "a key and an address of each peer, in a map", samples));
    figures.accept(
        bytes(
                HotSetHeapMain.ONE,
                "the set of resident peers, for each peer with one allowed IP",
                samples)
            .against(id(map)));
    figures.accept(
        bytes(
                HotSetHeapMain.TWO,
                "the set of resident peers, for each peer with an IPv4 and an IPv6 allowed IP",
                samples)
            .against(id(map)));
  }

  private static Figure bytes(String name, String title, Map<String, List<Double>> samples) {
    return Figure.of(id(name), NAME, title, "B", Better.LOWER, Samples.of(samples, name));
  }
}
