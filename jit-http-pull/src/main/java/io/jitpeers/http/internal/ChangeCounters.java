package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The counters of one source's change streams. Thread-safe. */
final class ChangeCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder streams = new LongAdder();
  final LongAdder hints = new LongAdder();
  final LongAdder missed = new LongAdder();
  final LongAdder ignoredLines = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder silences = new LongAdder();
  final LongAdder accessDenied = new LongAdder();
  final LongAdder listenerFailures = new LongAdder();
  final LongAdder reconnects = new LongAdder();
  volatile State state = State.IDLE;
  private final TimeSource time;
  private volatile @Nullable Long heardAt;

  ChangeCounters(TimeSource time) {
    this.time = time;
  }

  /** Records that a stream delivered something. */
  void heard() {
    heardAt = time.nanoTime();
  }

  private Optional<Duration> lastHeard() {
    Long at = heardAt;
    return at == null ? Optional.empty() : Optional.of(Duration.ofNanos(time.nanoTime() - at));
  }

  ChangeStreamStatistics snapshot() {
    return new ChangeStreamStatistics(
        state,
        requests.sum(),
        streams.sum(),
        reconnects.sum(),
        hints.sum(),
        missed.sum(),
        ignoredLines.sum(),
        failures.sum(),
        silences.sum(),
        accessDenied.sum(),
        listenerFailures.sum(),
        lastHeard());
  }
}
