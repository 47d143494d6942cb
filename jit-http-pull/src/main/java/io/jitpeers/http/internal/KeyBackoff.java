package io.jitpeers.http.internal;

import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * For how long a key whose lookup failed is left alone: as long as the control plane asked for, and
 * longer with each lookup that failed in a row. A table of fixed size, where a newer failure takes
 * the place of an older one. Thread-safe.
 */
final class KeyBackoff {
  private static final int SLOTS = 4096;

  /** A control plane that is told to be down for an hour may be back sooner. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * Why and until when a key is left alone.
   *
   * @param failures failed lookups in a row
   * @param until on the monotonic clock
   * @param text what the last one failed with
   */
  private record Entry(PublicKey key, int failures, long until, String text) {}

  /**
   * What is left of it.
   *
   * @param left longer than zero
   * @param text what the last lookup failed with
   */
  record Wait(Duration left, String text) {}

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SLOTS);
  private final RetryOptions options;
  private final TimeSource time;

  KeyBackoff(RetryOptions options, TimeSource time) {
    this.options = options;
    this.time = time;
  }

  /** For how long a key is still to be left alone. */
  Optional<Wait> wait(PublicKey key) {
    Entry entry = entries.get(slot(key));
    if (entry == null || !entry.key.equals(key)) {
      return Optional.empty();
    }
    Duration left = Duration.ofNanos(entry.until - time.nanoTime());
    return left.compareTo(Duration.ZERO) > 0
        ? Optional.of(new Wait(left, entry.text))
        : Optional.empty();
  }

  /**
   * A lookup failed with an answer about this key, or broke off.
   *
   * @return for how long the key is left alone
   */
  Duration failed(PublicKey key, Duration retryAfter, String text) {
    long now = time.nanoTime();
    Entry entry =
        entries.updateAndGet(
            slot(key),
            before -> {
              int failures = before != null && before.key.equals(key) ? before.failures + 1 : 1;
              Duration wait =
                  shorter(longer(RetryPolicy.backoff(options, failures), retryAfter), LONGEST);
              return new Entry(key, failures, now + wait.toNanos(), text);
            });
    return Duration.ofNanos(entry.until - now);
  }

  /** A lookup was answered. */
  void answered(PublicKey key) {
    int slot = slot(key);
    Entry entry = entries.get(slot);
    if (entry != null && entry.key.equals(key)) {
      entries.compareAndSet(slot, entry, null);
    }
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static int slot(PublicKey key) {
    return Math.floorMod(key.hashCode(), SLOTS);
  }
}
