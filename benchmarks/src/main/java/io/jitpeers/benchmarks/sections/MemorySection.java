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
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures how much heap a whole orchestrator needs for each entry of one kind. The kinds are
 * resident peers, pending peers, remembered timestamps and cached answers. The result for a kind is
 * the used heap with many entries of this kind, minus the used heap without these entries, divided
 * by the number of entries. The used heap is read after full collections. Also measures how many
 * bytes an eviction sweep over many resident peers allocates, and how long it takes, per peer.
 */
public final class MemorySection implements Section {
  private static final String NAME = "memory";
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** Creates the section. */
  public MemorySection() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "heap of a peer, a pending peer, a replay mark and a cached answer; what a sweep"
        + " allocates";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    boolean full = effort == Effort.FULL;
    for (FilledGateway.Kind kind : FilledGateway.Kind.values()) {
      figures.accept(measure(kind, full ? 1_000_000 : 100_000, full ? 3 : 2));
    }
    sweep(full ? 1_000_000 : 100_000, figures);
  }

  static void sweep(int residents, Consumer<Figure> figures) throws Exception {
    Map<String, List<Double>> samples =
        Samples.parse(
            ForkedJvm.with("-Xmx4g", "-XX:+UseSerialGC")
                .run(PATIENCE, SweepMemoryMain.class, Integer.toString(residents)));
    String title =
        String.format(Locale.ROOT, "a sweep that evicts none of %,d peers, for each", residents);
    figures.accept(
        Figure.of(
            NAME + ".sweep.allocated",
            NAME,
            title + ", allocated",
            "B",
            Better.LOWER,
            Samples.of(samples, "sweep.allocated")));
    figures.accept(
        Figure.of(
            NAME + ".sweep.time",
            NAME,
            title,
            "ns",
            Better.LOWER,
            Samples.of(samples, "sweep.time")));
  }

  static Figure measure(FilledGateway.Kind kind, int entries, int rounds) throws Exception {
    List<Double> bytes = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<String> lines =
          ForkedJvm.with("-Xmx4g", "-XX:+UseSerialGC")
              .run(PATIENCE, MemoryMain.class, kind.name(), Integer.toString(entries));
      bytes.addAll(Samples.of(Samples.parse(lines), kind.name()));
    }
    return Figure.of(id(kind), NAME, title(kind), "B", Better.LOWER, bytes);
  }

  static String id(FilledGateway.Kind kind) {
    return NAME + "." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String title(FilledGateway.Kind kind) {
    return switch (kind) {
      case RESIDENT -> "a resident peer with one allowed IP, without the store's memory";
      case RESIDENT_TWO ->
          "a resident peer with an IPv4 and an IPv6 allowed IP, without the store's memory";
      case PENDING -> "a pending peer, with its first packet";
      case REPLAY_MARK -> "a remembered timestamp";
      case FOUND_ANSWER -> "a cached config";
      case NOT_FOUND_ANSWER -> "a cached answer that there is no such peer";
    };
  }
}
