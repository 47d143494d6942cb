package io.jitpeers.examples.gateway.status;

import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened in each of the last so many intervals of one length. Thread-safe. */
final class IntervalSeries {
  private final Duration interval;
  private final Ring<Point> points;
  private @Nullable Totals last;

  /**
   * The end of an interval.
   *
   * @param epochMillis when it ended
   * @param resident peers on the device then
   * @param pending peers on their way in then
   * @param installed peers installed in it
   * @param evicted peers evicted in it
   * @param firstPackets how long its first packets took
   */
  record Point(
      long epochMillis,
      int resident,
      int pending,
      long installed,
      long evicted,
      Latency firstPackets) {}

  /** Percentiles in nanoseconds, 0 if there were none; of a point only these are kept. */
  record Latency(long count, long p50, long p99) {
    static Latency of(Counts counts) {
      return new Latency(counts.total(), counts.atMost(0.5), counts.atMost(0.99));
    }
  }

  IntervalSeries(Duration interval, int capacity) {
    this.interval = interval;
    this.points = new Ring<>(capacity);
  }

  Duration interval() {
    return interval;
  }

  /** Ends an interval, if the last one ended long enough ago. The first time there was none yet. */
  synchronized void offer(Totals now) {
    Totals before = last;
    if (before != null && now.nanos() - before.nanos() < interval.toNanos()) {
      return;
    }
    last = now;
    Totals from = before == null ? now : before;
    points.add(
        new Point(
            now.epochMillis(),
            now.resident(),
            now.pending(),
            now.installed() - from.installed(),
            now.evicted() - from.evicted(),
            Latency.of(now.firstPackets().since(from.firstPackets()))));
  }

  /** The points after a time, the oldest first. */
  List<Point> after(long epochMillis) {
    return points.oldestFirst().stream().filter(p -> p.epochMillis() > epochMillis).toList();
  }
}
