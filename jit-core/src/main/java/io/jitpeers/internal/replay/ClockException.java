package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The additional state of a key whose client has or had a wrong clock. The state consists of the
 * newest accepted timestamp that was too far ahead of this gateway's clock, and of the lineage: the
 * timestamps accepted since the key's timestamps were reset. Not thread-safe.
 */
final class ClockException {
  /**
   * The tolerance for the next timestamp of a lineage. The timestamp may exceed the previous one by
   * the time since the previous one was accepted, plus this tolerance. The tolerance leaves room
   * for small corrections of the client's clock. It is short, because the initiations that the
   * client sent before the lineage began may have much later timestamps. If an attacker replays a
   * recording of such an initiation, it must be refused.
   */
  private static final Duration SLACK = Duration.ofMinutes(10);

  /**
   * The upper limit of the time since the lineage's latest timestamp was accepted. A longer time
   * counts as this limit.
   */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * The newest accepted timestamp that was too far ahead of this gateway's clock. Null if there was
   * none, or if {@link MarkTable#fold} has removed it.
   */
  @Nullable Tai64n ahead;

  /**
   * Whether {@link #ahead} is the timestamp of the key that was accepted last, and the key's
   * timestamps have not been reset since.
   */
  boolean aheadIsLatest;

  private boolean lineageOpen;
  private @Nullable Tai64n lineage;
  private long lineageNanos;

  /**
   * Returns whether this object contains neither a timestamp that was too far ahead nor a lineage.
   */
  boolean isEmpty() {
    return ahead == null && !lineageOpen;
  }

  /** Returns whether there is a lineage. A lineage may have no timestamp yet. */
  boolean isLineage() {
    return lineageOpen;
  }

  /**
   * Returns the newest timestamp of the lineage; null if there is no lineage or no timestamp in it.
   */
  @Nullable Tai64n lineage() {
    return lineage;
  }

  /** Begins a new lineage. */
  void beginLineage() {
    lineageOpen = true;
    lineage = null;
    aheadIsLatest = false;
  }

  /** Ends the lineage if there is one. */
  void endLineage() {
    lineageOpen = false;
    lineage = null;
  }

  /**
   * Returns whether a lineage exists and a timestamp can be its next one. The first timestamp of a
   * lineage can have any value. Each further timestamp must be newer than the previous one. It may
   * be newer by at most the time since the previous one was accepted, plus {@link #SLACK}.
   *
   * @param nanos the current monotonic time, in nanoseconds
   */
  boolean continues(Tai64n timestamp, long nanos) {
    if (!lineageOpen || lineage == null) {
      return lineageOpen;
    }
    long most = Duration.ofNanos(nanos - lineageNanos).plus(SLACK).toSeconds();
    // If the timestamp is newer, the difference is a valid unsigned number.
    return timestamp.isAfter(lineage)
        && Long.compareUnsigned(timestamp.seconds() - lineage.seconds(), most) <= 0;
  }

  /**
   * Adds the next timestamp to the lineage. Returns whether this timestamp is the first one in it.
   */
  boolean continueWith(Tai64n timestamp, long nanos) {
    boolean first = lineage == null;
    lineage = timestamp;
    lineageNanos = nanos;
    return first;
  }

  /**
   * Returns a copy that can be stored. The copy states as a wall-clock time when the newest
   * timestamp of the lineage was accepted. This object states it as a monotonic reading.
   */
  WrongClock copy(TimeSource time) {
    Instant lineageTime =
        lineage == null
            ? null
            : time.wallTime().minus(Duration.ofNanos(time.nanoTime() - lineageNanos));
    return new WrongClock(ahead, aheadIsLatest, lineageOpen, lineage, lineageTime);
  }

  /**
   * Restores a clock exception from a copy. A stored time in the future counts as now. Such a time
   * occurs if the wall clock was set back.
   */
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
