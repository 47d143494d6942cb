package io.jitpeers.kerneltests.ratio;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One kind of work, done by both sides again and again. What counts is each side's best time:
 * whatever disturbs a run only ever makes it longer.
 */
final class Contest {

  /** Something to be timed. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final String name;
  private final List<Long> wg = new ArrayList<>();
  private final List<Long> ours = new ArrayList<>();

  Contest(String name) {
    this.name = name;
  }

  void timeWg(Work work) throws Exception {
    addWg(time(work));
  }

  void timeOurs(Work work) throws Exception {
    addOurs(time(work));
  }

  void addWg(long nanos) {
    wg.add(nanos);
  }

  void addOurs(long nanos) {
    ours.add(nanos);
  }

  private static long time(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  /** Our best time by wg's best time. */
  double ratio() {
    return (double) best(ours) / best(wg);
  }

  /**
   * Whether even our best time is longer than a usual one of wg's. On a quiet machine that is a
   * ratio above 1; on one so disturbed that best times are luck, it is the most that can be said.
   */
  boolean isSlower() {
    return best(ours) > usual(wg);
  }

  private static long best(List<Long> times) {
    return times.stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  /** By how much a usual time is longer than the best: by much if the machine was disturbed. */
  private static double noise(List<Long> times) {
    return (double) usual(times) / best(times) - 1;
  }

  private static long usual(List<Long> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /** What {@link #line} has in its columns. */
  static String head() {
    return String.format(
        Locale.ROOT, "%-16s %8s %10s %7s %7s", "", "wg(8)", "JIT Peers", "ratio", "noise");
  }

  /** A line of the table. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-16s %8.0f %10.0f %7.2f %6.0f%%",
        name,
        millis(best(wg)),
        millis(best(ours)),
        ratio(),
        100 * Math.max(noise(wg), noise(ours)));
  }

  /** All times, for whoever wonders how much they vary. */
  String times() {
    return name + ": wg(8) " + list(wg) + "; JIT Peers " + list(ours);
  }

  private static String list(List<Long> times) {
    return times.stream()
        .map(nanos -> String.format(Locale.ROOT, "%.0f", millis(nanos)))
        .toList()
        .toString();
  }

  private static double millis(long nanos) {
    return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
