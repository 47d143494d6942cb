package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import java.util.Locale;

/** Prints a report as text, in lines of at most 100 characters. */
final class ReportTable {
  private static final int P50 = 50;
  private static final int P99 = 99;

  private final Report report;
  private final Screen screen;

  ReportTable(Report report, Screen screen) {
    this.report = report;
    this.screen = screen;
  }

  void print() {
    printOutcomes();
    printTimes();
    screen.chapter("The hot set over time (minutes on the clock, resident peers)");
    report.chart().forEach(screen::print);
    screen.print("");
    screen.print(
        format(
            "%d provisioned, %d evicted %s, %d provisioned again",
            report.provisioned(), report.evictedInAll(), causes(), report.reprovisioned()));
    screen.print(
        report
            .failure()
            .map(failure -> "FAILED. This claim does not hold: " + failure.getMessage())
            .orElse("OK: every claim above was verified"));
  }

  private void printOutcomes() {
    screen.chapter("What became of the packets");
    if (report.noInitiations() > 0) {
      screen.print(
          row(Outcome.NOT_AN_INITIATION, report.noInitiations(), "garbage, never in the pipeline"));
    }
    report.outcomes().forEach((outcome, count) -> screen.print(row(outcome, count, text(outcome))));
  }

  private static String row(Outcome outcome, long count, String text) {
    return format("  %7d  %-18s %s", count, outcome.label(), text);
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case BAD_MAC1 -> "the sender does not know this gateway, or a bit was flipped";
      case DUPLICATE -> "the same frame, seen twice";
      case LOW_ORDER_POINT -> "a key that makes every secret zero";
      case BAD_STATIC -> "nobody's key is in it";
      case BAD_TIMESTAMP -> "it claims a key that its sender does not hold";
      case REPLAYED -> "recorded and sent again, also after its peer had left";
      case ALREADY_RESIDENT -> "the data plane answers by itself";
      case SUPERSEDED -> "the client tried again meanwhile";
      case NOT_FOUND -> "the control plane does not know the key";
      case EXPIRED -> "the control plane no longer wants the peer";
      case CONFIG_REFUSED -> "its config asks for what it may not have";
      case INSTALLED -> "pulled, installed, and given back to the data plane";
      default -> "";
    };
  }

  private void printTimes() {
    screen.chapter("First packets by stage, in microseconds, many at a time on one machine");
    screen.print(format("  %-14s %8s %10s %10s", "stage", "packets", "p50", "p99"));
    for (Stage stage : Stage.values()) {
      screen.print(
          format(
              "  %-14s %8d %10d %10d",
              stage.label(),
              report.count(stage),
              report.micros(stage, P50),
              report.micros(stage, P99)));
    }
  }

  private String causes() {
    return report.evicted().toString().toLowerCase(Locale.ROOT).replace('{', '(').replace('}', ')');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing();
  }
}
