package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects how long stages took. Thread-safe. For a few thousand packets: it keeps every one. */
final class StageTimes implements StageObserver {
  private final Map<Stage, List<Long>> nanos = new EnumMap<>(Stage.class);

  @Override
  public synchronized void stageTook(Stage stage, long took) {
    nanos.computeIfAbsent(stage, s -> new ArrayList<>()).add(took);
  }

  /** How many times a stage was passed. */
  synchronized int count(Stage stage) {
    return nanos.getOrDefault(stage, List.of()).size();
  }

  /**
   * The time that a share of all took at most, by the nearest rank.
   *
   * @param percent above 0, to 100
   * @return microseconds; 0 if the stage was never passed
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
