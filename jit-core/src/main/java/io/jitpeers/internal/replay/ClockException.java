package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered beside the mark of a key whose clock is or was wrong: its newest timestamp
 * from too far ahead, and its lineage, which is what was accepted since its timestamps were made to
 * start anew. Not thread-safe.
 */
final class ClockException {
  /**
   * How much more than the time between two initiations of a lineage their timestamps may differ:
   * room for a clock that is being set, and little for recordings of later in an older lineage.
   */
  private static final Duration SLACK = Duration.ofMinutes(10);

  /** As much of a time that has passed as counts. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** The newest timestamp from too far ahead; null if there was none. */
  @Nullable Tai64n ahead;

  /** Whether no timestamp that was not too far ahead was accepted since. */
  boolean aheadIsLatest;

  private boolean lineageOpen;
  private @Nullable Tai64n lineage;
  private long lineageNanos;

  /** Whether it says nothing. */
  boolean isEmpty() {
    return ahead == null && !lineageOpen;
  }

  /** Begins a lineage in place of any before. */
  void beginLineage() {
    lineageOpen = true;
    lineage = null;
    aheadIsLatest = false;
  }

  /** Ends the lineage, if there is one. */
  void endLineage() {
    lineageOpen = false;
    lineage = null;
  }

  /** Whether a timestamp can be the next one of the lineage. */
  boolean continues(Tai64n timestamp, long nanos) {
    if (!lineageOpen || lineage == null) {
      return lineageOpen;
    }
    long most = Duration.ofNanos(nanos - lineageNanos).plus(SLACK).toSeconds();
    // Newer, so that the difference of unsigned numbers is one, too.
    return timestamp.isAfter(lineage)
        && Long.compareUnsigned(timestamp.seconds() - lineage.seconds(), most) <= 0;
  }

  /** Takes the next one, and returns whether it is the first. */
  boolean continueWith(Tai64n timestamp, long nanos) {
    boolean first = lineage == null;
    lineage = timestamp;
    lineageNanos = nanos;
    return first;
  }

  /** A copy that outlives the process: its time is the wall clock's. */
  WrongClock copy(TimeSource time) {
    Instant lineageTime =
        lineage == null
            ? null
            : time.wallTime().minus(Duration.ofNanos(time.nanoTime() - lineageNanos));
    return new WrongClock(ahead, aheadIsLatest, lineageOpen, lineage, lineageTime);
  }

  /** What was copied; a time in the future, by a clock that was set since, is now. */
  static ClockException of(WrongClock copy, TimeSource time) {
    ClockException exception = new ClockException();
    exception.ahead = copy.ahead();
    exception.aheadIsLatest = copy.aheadIsLatest();
    exception.lineageOpen = copy.startedAnew();
    exception.lineage = copy.lineage();
    Instant now = time.wallTime();
    Instant then = copy.lineageTime();
    Duration since =
        then == null || then.isAfter(now) ? Duration.ZERO : Duration.between(then, now);
    Duration kept = since.compareTo(LONGEST) > 0 ? LONGEST : since;
    exception.lineageNanos = time.nanoTime() - kept.toNanos();
    return exception;
  }
}
