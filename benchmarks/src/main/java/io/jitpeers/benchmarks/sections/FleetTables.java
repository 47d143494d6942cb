package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.report.MarkdownTable;
import io.jitpeers.benchmarks.report.Numbers;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import java.util.List;

/** The tables of what a fleet costs, for docs. */
public final class FleetTables {
  private FleetTables() {}

  /** Returns the tables {@code fleet} and {@code simulate}. */
  public static List<ReadmeTable> all() {
    return List.of(
        ReadmeTable.of("fleet", FleetTables::fleet),
        ReadmeTable.of("simulate", FleetTables::simulate));
  }

  private static Object fleet(Results results) {
    return new MarkdownTable("", "median", "p99")
        .row("`PING` by redis-benchmark, one at a time", milliseconds(results, "fleet.ping"), "")
        .row(times(results, "advance a mark, one at a time", "fleet.alone"))
        .row(times(results, "advance a mark, 1,000 a second", "fleet.paced"))
        .row("marks a second, 256 at a time", Numbers.of(results.figure("fleet.rate").value()), "")
        .row(
            "memory of a mark in the engine",
            Numbers.of(results.figure("fleet.memory").value(), "B"),
            "")
        .row(times(results, "look up who sends from an endpoint, one at a time", "fleet.locate"))
        .row(
            "locations claimed a second, 256 at a time",
            Numbers.of(results.figure("fleet.claims").value()),
            "")
        .row(
            "memory of a location in the engine",
            Numbers.of(results.figure("fleet.location-memory").value(), "B"),
            "");
  }

  private static String[] times(Results results, String title, String id) {
    return new String[] {
      title,
      milliseconds(results, id + ".p50")
          + " ("
          + Numbers.ratio(results.ratio(id + ".p50"))
          + " times `PING`)",
      milliseconds(results, id + ".p99")
    };
  }

  private static Object simulate(Results results) {
    double seconds = results.figure("simulate.week").value() / 1e3;
    return "A week of a million clients, with 12 combinations of thresholds and times between sweeps,"
        + " takes "
        + Numbers.of(seconds, "s")
        + "; a tenth of the clients "
        + Numbers.of(results.figure("simulate.tenth").value() / 1e3, "s")
        + ".";
  }

  private static String milliseconds(Results results, String id) {
    return Numbers.of(results.figure(id).value(), "ms");
  }
}
