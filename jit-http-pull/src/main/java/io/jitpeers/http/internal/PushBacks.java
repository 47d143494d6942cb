package io.jitpeers.http.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts how often the connection did not accept a request of one lookup. Such a request does not
 * count as a failed attempt, but the number of such requests is limited too. Thread-safe.
 */
final class PushBacks {
  /**
   * The waits before a request is sent again. The first waits are short, because other requests on
   * the connection soon end and make room.
   */
  private static final List<Duration> WAITS =
      Stream.of(10, 20, 40, 80, 160, 320).map(Duration::ofMillis).toList();

  private static final int MOST = 12;

  private int times;
  private boolean repeats;

  /**
   * Counts a request that the connection did not accept. Returns how long to wait before the same
   * attempt is repeated; empty if the lookup must give up.
   */
  synchronized Optional<Duration> next() {
    repeats = true;
    times++;
    return times > MOST
        ? Optional.empty()
        : Optional.of(WAITS.get(Math.min(times, WAITS.size()) - 1));
  }

  /**
   * Returns whether the attempt that begins now repeats a request that the connection did not
   * accept. A second call for the same request returns false.
   */
  synchronized boolean isRepeated() {
    boolean repeated = repeats;
    repeats = false;
    return repeated;
  }

  synchronized int times() {
    return times;
  }
}
