package io.jitpeers.internal.admission;

import io.jitpeers.internal.hotset.SourceKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which sources exceed their rates: at most one line in 10 s in total, and usually at most one
 * line a minute for each source. Also logs, at most once a minute, that all sources together exceed
 * the global rate. Uses a fixed amount of memory. A packet that is counted but not logged causes no
 * allocation and no locking. Thread-safe.
 */
final class HeldBackSources {
  private static final Logger log = LoggerFactory.getLogger(AdmissionStage.class);
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int SLOT_BITS = 8;

  /**
   * The number of slots, a power of two. A source's hash selects its slot. A slot remembers only
   * the source that was logged last, so that this source is not logged again for a minute. If
   * several sources share a slot, each of them can be logged more than once a minute.
   */
  private static final int SLOTS = 1 << SLOT_BITS;

  /** 2^64 divided by the golden ratio. The top bits of a product with it are spread evenly. */
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final Function<InetAddress, String> limit;
  private final AtomicLongArray sources = new AtomicLongArray(SLOTS);
  private final AtomicLongArray loggedAt = new AtomicLongArray(SLOTS);
  private final LongAdder heldBack = new LongAdder();
  private volatile boolean any;
  private volatile long latest;
  private long told;
  private final LongAdder byAll = new LongAdder();
  private volatile boolean anyByAll;
  private volatile long latestByAll;

  /**
   * Creates an instance. No source has been logged yet.
   *
   * @param limit returns a text that states a source's limit and the settings that determine this
   *     limit
   */
  HeldBackSources(Function<InetAddress, String> limit) {
    this.limit = limit;
  }

  /**
   * Records that a packet was refused because its source exceeded the limit for one source.
   *
   * @param now a monotonic reading, in nanoseconds
   */
  void heldBack(InetAddress source, long now) {
    heldBack.increment();
    if (any && now - latest < QUIET_NANOS) {
      return;
    }
    long key = SourceKey.of(source);
    int slot = (int) ((key * MULTIPLIER) >>> (Long.SIZE - SLOT_BITS));
    if (any && sources.get(slot) == key && now - loggedAt.get(slot) < WINDOW_NANOS) {
      return;
    }
    log(source, key, slot, now);
  }

  /**
   * Records that a packet was refused because all sources together exceeded the global rate.
   *
   * @param now a monotonic reading, in nanoseconds
   */
  void heldBackByAll(long now) {
    byAll.increment();
    if (anyByAll && now - latestByAll < WINDOW_NANOS) {
      return;
    }
    logAll(now);
  }

  private synchronized void logAll(long now) {
    if (anyByAll && now - latestByAll < WINDOW_NANOS) {
      return;
    }
    anyByAll = true;
    latestByAll = now;
    log.warn(
        "initiations are held back: all sources together send more than admission.global-rate and"
            + " admission.global-burst permit; {} were held back so far",
        byAll.sum());
  }

  private synchronized void log(InetAddress source, long key, int slot, long now) {
    if (any && now - latest < QUIET_NANOS) {
      return;
    }
    any = true;
    latest = now;
    sources.set(slot, key);
    loggedAt.set(slot, now);
    long all = heldBack.sum();
    log.warn(
        "initiations from {} are held back: {}; {} initiations of all sources were held back"
            + " since the last such line",
        source.getHostAddress(),
        limit.apply(source),
        all - told);
    told = all;
  }
}
