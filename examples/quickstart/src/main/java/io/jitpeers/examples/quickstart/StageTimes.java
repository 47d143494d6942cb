package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the durations of stages. Thread-safe. Keeps every duration, so it is meant for a few
 * thousand packets.
 */
final class StageTimes implements StageObserver {
  private final Map<Stage, List<Long>> nanos = new EnumMap<>(Stage.class);

  @Override
  public synchronized void stageTook(Stage stage, long took) {
    nanos.computeIfAbsent(stage, s -> new ArrayList<>()).add(took);
  }

  /** Returns how many durations of a stage were collected. */
  synchronized int count(Stage stage) {
    return nanos.getOrDefault(stage, List.of()).size();
  }

  /**
   * Returns a percentile of a stage's durations, by the nearest rank.
   *
   * @param percent above 0, up to 100
   * @return microseconds; 0 if there are no durations
   */
  synchronized long percentileMicros(Stage stage, int percent) {
    List<Long> sorted = nanos.getOrDefault(stage, List.of()).stream().sorted().toList();
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(rank - 1) / 1_000;
  }
}
