package io.jitpeers.testkit;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps shared replay marks (the newest accepted timestamp of each key) in this process. The marks
 * never expire. Thread-safe.
 */
final class InMemoryReplayMarks implements SharedReplayMarks {
  private static final Duration SLACK = Duration.ofMinutes(10);

  private final Map<PublicKey, Mark> marks = new HashMap<>();
  private final TimeSource time;

  InMemoryReplayMarks(TimeSource time) {
    this.time = time;
  }

  /** The mark of one key. */
  private static final class Mark {
    /**
     * Outside a lineage, the key's mark; null if the key has no mark yet. During a lineage, the
     * newest accepted timestamp of the lineage; null if the lineage has none yet. {@link
     * SharedReplayMarks} explains lineages. Never the timestamp that is in {@link #ahead}.
     */
    private @Nullable Tai64n newest;

    /** The newest accepted timestamp that is too far ahead of the clock to become the mark. */
    private @Nullable Tai64n ahead;

    /**
     * During a lineage, the key's mark from before the lineage. In the lineage, timestamps older
     * than this mark are accepted again. When the timestamp in {@link #ahead} is no longer too far
     * ahead, it replaces this mark if it is the newer one. Null outside a lineage.
     */
    private @Nullable Tai64n high;

    private Instant arrival = Instant.EPOCH;
    private long epoch = ReplayMark.NO_EPOCH;
    private boolean epochHasReset;
    private boolean known;

    void reset() {
      high = newest(high, newest);
      newest = null;
    }

    void fold(Tai64n horizon) {
      if (ahead == null || isBeyond(ahead, horizon)) {
        return;
      }
      if (high == null) {
        newest = newest(newest, ahead);
      } else {
        high = newest(high, ahead);
      }
      ahead = null;
    }

    boolean accept(Advance advance, Instant now, Tai64n horizon) {
      Tai64n timestamp = advance.timestamp();
      fold(horizon);
      if (isBeyond(timestamp, horizon)) {
        boolean accepted = isNewer(timestamp, newest(top(), ahead));
        ahead = accepted ? timestamp : ahead;
        return accepted;
      }
      if (isNewer(timestamp, top())) {
        newest = timestamp;
        high = null;
        return true;
      }
      if (high == null || timestamp.equals(high) || !continues(timestamp, now)) {
        return false;
      }
      newest = timestamp;
      arrival = now;
      return true;
    }

    private boolean continues(Tai64n timestamp, Instant now) {
      Tai64n before = newest;
      long most = now.getEpochSecond() - arrival.getEpochSecond() + SLACK.toSeconds();
      return before == null
          || (timestamp.isAfter(before) && timestamp.seconds() - before.seconds() <= most);
    }

    @Nullable Tai64n top() {
      return newest(newest, high);
    }
  }

  private static boolean isBeyond(Tai64n timestamp, Tai64n horizon) {
    return Long.compareUnsigned(timestamp.seconds(), horizon.seconds()) > 0;
  }

  private static boolean isNewer(Tai64n timestamp, @Nullable Tai64n other) {
    return other == null || timestamp.isAfter(other);
  }

  private static @Nullable Tai64n newest(@Nullable Tai64n one, @Nullable Tai64n other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }

  @Override
  public synchronized CompletionStage<Answer> advance(Advance advance) {
    Instant now = time.wallTime();
    Tai64n horizon = Tai64n.of(now.plus(advance.maxAhead()));
    Mark mark = marks.computeIfAbsent(advance.key(), key -> new Mark());
    boolean accepted = mark.accept(advance, now, horizon);
    mark.known |= advance.known();
    Tai64n top =
        isBeyond(advance.timestamp(), horizon) ? newest(mark.top(), mark.ahead) : mark.top();
    return CompletableFuture.completedFuture(
        new Answer(
            accepted, accepted || top == null ? advance.timestamp() : top, mark.known, mark.epoch));
  }

  @Override
  public synchronized CompletionStage<@Nullable Void> protect(PublicKey key) {
    Mark mark = marks.get(key);
    if (mark != null) {
      mark.known = true;
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized CompletionStage<EpochResult> epoch(
      PublicKey key, long epoch, boolean resets) {
    return CompletableFuture.completedFuture(record(marks.get(key), epoch, resets));
  }

  private static EpochResult record(@Nullable Mark mark, long epoch, boolean resets) {
    if (mark == null) {
      return EpochResult.NO_MARK;
    }
    boolean late = epoch == mark.epoch && !mark.epochHasReset && resets;
    if (epoch <= mark.epoch && !late) {
      return EpochResult.KEPT;
    }
    boolean isNew = resets || mark.epoch != ReplayMark.NO_EPOCH;
    mark.epoch = epoch;
    mark.epochHasReset = isNew;
    if (isNew) {
      mark.reset();
    }
    return isNew ? EpochResult.RESET : EpochResult.KEPT;
  }

  @Override
  public synchronized CompletionStage<Boolean> forget(PublicKey key) {
    Mark mark = marks.get(key);
    if (mark != null) {
      mark.reset();
    }
    return CompletableFuture.completedFuture(mark != null);
  }
}
