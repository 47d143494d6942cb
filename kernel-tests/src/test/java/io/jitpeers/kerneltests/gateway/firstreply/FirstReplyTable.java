package io.jitpeers.kerneltests.gateway.firstreply;

import io.jitpeers.kerneltests.gateway.world.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured. Not thread-safe. */
final class FirstReplyTable {
  /**
   * What a time depends on.
   *
   * @param roundTrip between client and gateway
   */
  record Cell(Way way, Duration roundTrip, Family family) {}

  private final Map<Cell, List<Double>> times = new LinkedHashMap<>();

  /** Sets the clients' times, in milliseconds, unless those that are there have a lower median. */
  void put(Cell cell, List<Double> millis) {
    times.merge(
        cell, List.copyOf(millis), (old, other) -> median(other) < median(old) ? other : old);
  }

  /** In milliseconds. */
  double median(Cell cell) {
    List<Double> millis = times.get(cell);
    if (millis == null) {
      throw new AssertionError("Nothing was measured for " + cell);
    }
    return median(millis);
  }

  private static double median(List<Double> millis) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** One object for each cell, with all of its times. */
  String json() {
    return times.entrySet().stream()
        .map(entry -> json(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private String json(Cell cell, List<Double> millis) {
    return String.format(
        Locale.ROOT,
        "{\"way\": \"%s\", \"round_trip_ms\": %d, \"family\": \"%s\", \"median_ms\": %.1f,"
            + " \"ms\": %s}",
        cell.way().name(),
        cell.roundTrip().toMillis(),
        cell.family(),
        median(cell),
        millis);
  }

  /** For README: a row for each way, a column for each round-trip time, "IPv4 / IPv6". */
  String markdown(List<Duration> roundTrips) {
    StringBuilder table = new StringBuilder("| |");
    roundTrips.forEach(time -> table.append(" RTT ").append(time.toMillis()).append(" ms |"));
    table.append("\n|---|").append("---|".repeat(roundTrips.size())).append('\n');
    for (Way way : Way.values()) {
      table.append("| ").append(way).append(" |");
      for (Duration time : roundTrips) {
        table.append(
            String.format(
                Locale.ROOT,
                " %,.0f / %,.0f |",
                median(new Cell(way, time, Family.IPV4)),
                median(new Cell(way, time, Family.IPV6))));
      }
      table.append('\n');
    }
    return table.toString();
  }
}
