package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.report.MarkdownTable;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import java.util.List;

/** The tables of revalidation and of the warm start. */
public final class TimeTables {
  private TimeTables() {}

  /** Returns the tables {@code revalidation} and {@code warm-start}. */
  public static List<ReadmeTable> all() {
    return List.of(
        ReadmeTable.of("revalidation", TimeTables::revalidation),
        ReadmeTable.of("warm-start", TimeTables::warmStart));
  }

  private static Object revalidation(Results results) {
    return new MarkdownTable("", "", "ratio")
        .row("lookups for revalidation that are due", rate(results, "due"), "")
        .row(asked(results, "lookups for revalidation that were made", "average"))
        .row(asked(results, "lookups for revalidation in the worst second", "peak"))
        .row(
            asked(
                results,
                "lookups for revalidation in the worst second when all peers are due at once",
                "peak-all-due"))
        .row(
            firstPacket(results, "first packet, without revalidation, median / p99", "calm", false))
        .row(
            firstPacket(results, "first packet, during revalidation, median / p99", "asking", true))
        .row(
            "heap of the set of resident peers, for each peer",
            Numbers.of(results.figure("revalidation.heap.hot-set").value(), "B"),
            "");
  }

  private static String[] asked(Results results, String title, String name) {
    return new String[] {
      title, rate(results, name), Numbers.ratio(results.ratio("revalidation." + name))
    };
  }

  private static String rate(Results results, String name) {
    return Numbers.of(results.figure("revalidation." + name).value(), "a second");
  }

  private static String[] firstPacket(Results results, String title, String when, boolean related) {
    String p50 = "revalidation.p50." + when;
    String p99 = "revalidation.p99." + when;
    return new String[] {
      title,
      Numbers.of(results.figure(p50).value()) + " / " + millis(results, p99),
      related ? Numbers.ratio(results.ratio(p50)) + " / " + Numbers.ratio(results.ratio(p99)) : ""
    };
  }

  /**
   * Returns a table whose cells show the times with configs from memory and with configs over HTTP.
   */
  private static Object warmStart(Results results) {
    return new MarkdownTable("", "configs from memory", "configs over HTTP")
        .row(both(results, "the first client", "first"))
        .row(both(results, "the next clients, after a pause each, median", "next"))
        .row(both(results, "the first client, not warmed up", "first-cold"))
        .row(
            both(
                results,
                "a client after thousands of others, after a pause, median",
                "later-alone"))
        .row(
            both(
                results,
                "a client after thousands of others, right after another, median",
                "later"))
        .row(both(results, "the start", "start"))
        .row(both(results, "the start, not warmed up", "start-cold"));
  }

  private static String[] both(Results results, String title, String name) {
    return new String[] {
      title,
      millis(results, "warm-start.memory." + name),
      millis(results, "warm-start.http." + name)
    };
  }

  private static String millis(Results results, String id) {
    return Numbers.of(results.figure(id).value(), "ms");
  }
}
