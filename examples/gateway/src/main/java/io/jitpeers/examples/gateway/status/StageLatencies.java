package io.jitpeers.examples.gateway.status;

import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Records how long the stages of provisioning took, since the start and in the last five minutes.
 * Thread-safe.
 */
final class StageLatencies implements StageObserver {
  /** The time that the percentiles cover. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final Duration STEP = Duration.ofSeconds(30);

  /** The counts of all stages at one moment. */
  private record Moment(long nanos, Map<Stage, Counts> counts) {}

  private final Map<Stage, LatencyHistogram> histograms = new EnumMap<>(Stage.class);
  private final Ring<Moment> moments = new Ring<>((int) (WINDOW.toNanos() / STEP.toNanos()));

  StageLatencies() {
    for (Stage stage : Stage.values()) {
      histograms.put(stage, new LatencyHistogram());
    }
  }

  @Override
  public void stageTook(Stage stage, long nanos) {
    of(stage).record(nanos);
  }

  private LatencyHistogram of(Stage stage) {
    return Objects.requireNonNull(histograms.get(stage));
  }

  /** Records the counts of this moment if the latest recorded counts are at least 30 s old. */
  synchronized void sample(long nanos) {
    Moment last = moments.newest();
    if (last == null || nanos - last.nanos() >= STEP.toNanos()) {
      Map<Stage, Counts> counts = new EnumMap<>(Stage.class);
      histograms.forEach((stage, histogram) -> counts.put(stage, histogram.counts()));
      moments.add(new Moment(nanos, counts));
    }
  }

  /** Returns the counts since the start. */
  Counts sinceStart(Stage stage) {
    return of(stage).counts();
  }

  /**
   * Returns how much the counts have grown since the oldest recorded moment. In the first 5 minutes
   * ({@link #WINDOW}) of recording, this is the first moment that was recorded. Later, it is a
   * moment 4.5 to 5 minutes ago.
   */
  Counts recent(Stage stage) {
    Moment before = moments.oldest();
    Counts now = sinceStart(stage);
    return before == null ? now : now.since(Objects.requireNonNull(before.counts().get(stage)));
  }
}
