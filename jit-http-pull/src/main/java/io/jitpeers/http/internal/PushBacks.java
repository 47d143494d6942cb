package io.jitpeers.http.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often the connection took no request of one lookup: not tries that failed, but not repeated
 * without end either. Thread-safe.
 */
final class PushBacks {
  /** Between requests: short at first, for places become free all the time. */
  private static final List<Duration> WAITS =
      Stream.of(10, 20, 40, 80, 160, 320).map(Duration::ofMillis).toList();

  private static final int MOST = 12;

  private int times;
  private boolean repeats;

  /** Counts one. Returns how long to wait before the same attempt once more; empty to give up. */
  synchronized Optional<Duration> next() {
    repeats = true;
    times++;
    return times > MOST
        ? Optional.empty()
        : Optional.of(WAITS.get(Math.min(times, WAITS.size()) - 1));
  }

  /** Returns whether the attempt that begins now is one that was pushed back before. */
  synchronized boolean isRepeated() {
    boolean repeated = repeats;
    repeats = false;
    return repeated;
  }

  synchronized int times() {
    return times;
  }
}
