package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamStatistics;
import io.jitpeers.http.ChangeStreamStatistics.State;
import java.util.concurrent.atomic.LongAdder;

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
  volatile State state = State.IDLE;

  ChangeStreamStatistics snapshot() {
    return new ChangeStreamStatistics(
        state,
        requests.sum(),
        streams.sum(),
        hints.sum(),
        missed.sum(),
        ignoredLines.sum(),
        failures.sum(),
        silences.sum(),
        accessDenied.sum(),
        listenerFailures.sum());
  }
}
