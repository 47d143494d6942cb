package io.jitpeers.benchmarks.kernel.scale;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Compares two sides, wg(8) and JIT Peers. Collects the time per peer that each side takes for each
 * task. Not thread-safe.
 */
final class Contest {

  /** A job to be timed. */
  @FunctionalInterface
  interface Job {
    void run() throws Exception;
  }

  /** A side of the comparison. */
  enum Side {
    WG("wg(8)"),
    OURS("JIT Peers");

    private final String title;

    Side(String title) {
      this.title = title;
    }
  }

  private static final double MICROSECOND = 1_000;

  private final int peers;
  private final LongSupplier nanoTime;
  private final Map<Side, Map<Work, List<Double>>> times = new EnumMap<>(Side.class);

  /**
   * Creates a contest.
   *
   * @param peers the number of peers, which is part of the figures' ids
   * @param nanoTime the clock
   */
  Contest(int peers, LongSupplier nanoTime) {
    this.peers = peers;
    this.nanoTime = nanoTime;
    for (Side side : Side.values()) {
      times.put(side, new EnumMap<>(Work.class));
    }
  }

  /**
   * Runs a job and records its time.
   *
   * @param count the number of peers that the job processes
   */
  void time(Side side, Work work, int count, Job job) throws Exception {
    long start = nanoTime.getAsLong();
    job.run();
    add(side, work, (nanoTime.getAsLong() - start) / MICROSECOND / count);
  }

  void add(Side side, Work work, double microsecondsPerPeer) {
    of(side).computeIfAbsent(work, key -> new ArrayList<>()).add(microsecondsPerPeer);
  }

  private Map<Work, List<Double>> of(Side side) {
    return times.getOrDefault(side, Map.of());
  }

  /** Reports the figures of each task, the figure of wg(8) first. */
  void report(Consumer<Figure> figures) {
    for (Work work : Work.values()) {
      figures.accept(figure(work, Side.WG));
      figures.accept(figure(work, Side.OURS).against(id(work, Side.WG)));
    }
  }

  private Figure figure(Work work, Side side) {
    return Figure.of(
        id(work, side),
        KernelScale.NAME,
        String.format(Locale.ROOT, "%s, %,d peers, %s", work, peers, side.title),
        "µs/peer",
        Better.LOWER,
        of(side).getOrDefault(work, List.of()));
  }

  private String id(Work work, Side side) {
    return KernelScale.id(work.id(), peers) + "." + side.name().toLowerCase(Locale.ROOT);
  }
}
