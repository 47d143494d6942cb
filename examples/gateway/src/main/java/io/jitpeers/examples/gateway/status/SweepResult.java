package io.jitpeers.examples.gateway.status;

import static java.util.stream.Collectors.joining;

import io.jitpeers.eviction.SweepReport;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes the report of a sweep, for programs and for people. */
final class SweepResult {
  private SweepResult() {}

  static String json(SweepReport report) {
    return JsonText.of(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("dry_run", report.dryRun());
          json.writeNumberField("listed", report.listed());
          json.writeBooleanField("complete", report.complete());
          json.writeObjectFieldStart("evicted");
          for (Map.Entry<String, Integer> entry : labelled(report.evicted()).entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
          }
          json.writeEndObject();
          json.writeObjectFieldStart("held_back");
          for (Map.Entry<String, Integer> entry : labelled(report.heldBack()).entrySet()) {
            json.writeNumberField(entry.getKey(), entry.getValue());
          }
          json.writeEndObject();
          json.writeNumberField("lost", report.lost());
          json.writeNumberField("resident", report.resident());
          json.writeNumberField("milliseconds", report.totalTime().toMillis());
          json.writeEndObject();
        });
  }

  static String text(String interfaceName, SweepReport report) {
    return interfaceName
        + ": "
        + report.listed()
        + " peers listed"
        + (report.complete() ? "" : " (the listing is incomplete)")
        + ", "
        + report.evictedInAll()
        + (report.dryRun() ? " would be evicted" : " evicted")
        + details(report.evicted())
        + ", "
        + report.heldBack().values().stream().mapToInt(Integer::intValue).sum()
        + " held back"
        + details(report.heldBack())
        + ", "
        + report.resident()
        + " resident.";
  }

  private static String details(Map<? extends Enum<?>, Integer> counts) {
    return counts.isEmpty()
        ? ""
        : labelled(counts).entrySet().stream()
            .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
            .collect(joining(", ", " (", ")"));
  }

  private static Map<String, Integer> labelled(Map<? extends Enum<?>, Integer> counts) {
    Map<String, Integer> labelled = new TreeMap<>();
    counts.forEach((reason, count) -> labelled.put(reason.name().toLowerCase(Locale.ROOT), count));
    return labelled;
  }
}
