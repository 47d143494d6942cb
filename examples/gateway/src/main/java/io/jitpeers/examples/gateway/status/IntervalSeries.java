package io.jitpeers.examples.gateway.status;

import io.jitpeers.examples.gateway.status.LatencyHistogram.Counts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series of points for a chart. Each point describes one of the latest intervals of a fixed
 * length. Thread-safe.
 */
final class IntervalSeries {
  private final Duration interval;
  private final Ring<Point> points;
  private @Nullable Totals last;

  /**
   * A point of the series: one interval.
   *
   * @param epochMillis when the interval ended
   * @param resident peers on the WireGuard interface at the end of the interval
   * @param pending peers being provisioned at the end of the interval
   * @param installed peers installed during the interval
   * @param evicted peers evicted during the interval
   * @param firstPackets the times from the capture of a packet until its peer was installed
   */
  record Point(
      long epochMillis,
      int resident,
      int pending,
      long installed,
      long evicted,
      Latency firstPackets) {}

  /**
   * The number of durations in an interval, and their percentiles in nanoseconds. The percentiles
   * are 0 if there were no durations.
   */
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

  /**
   * Adds a point if the latest one is at least an interval old. The first call always adds a point.
   */
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

  /** Returns the points whose intervals ended after a time, the oldest first. */
  List<Point> after(long epochMillis) {
    return points.oldestFirst().stream().filter(p -> p.epochMillis() > epochMillis).toList();
  }
}
