package io.jitpeers.http.internal;

import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the keys whose lookup failed. After a failed lookup, the HTTP source sends no request
 * about the key for a while. This pause grows with each further failure in a row. It is at least as
 * long as the wait that the control plane demanded, but never longer than {@link #LONGEST}. The
 * table of pauses has a fixed size, so the pause of one key can replace that of another key.
 * Thread-safe.
 */
final class KeyBackoff {
  private static final int SLOTS = 4096;

  /**
   * The longest pause, even if the control plane's {@code Retry-After} is longer: a control plane
   * that announces an hour of downtime may be back sooner.
   */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /**
   * The pause of one key: until when the source sends no request about the key, and why.
   *
   * @param failures failed lookups in a row
   * @param until the end of the pause on the monotonic clock
   * @param text the message of the last failure
   */
  private record Entry(PublicKey key, int failures, long until, String text) {}

  /**
   * The rest of a pause.
   *
   * @param left how much longer the pause lasts; more than zero
   * @param text the message of the last failure
   */
  record Wait(Duration left, String text) {}

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(SLOTS);
  private final RetryOptions options;
  private final TimeSource time;

  KeyBackoff(RetryOptions options, TimeSource time) {
    this.options = options;
    this.time = time;
  }

  /** Returns the rest of a key's pause; empty if requests about the key are permitted now. */
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
   * Records that a lookup of the key failed, because of the control plane's answer or because the
   * exchange broke.
   *
   * @return the length of the key's pause
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

  /** Records that a lookup of the key was answered. This ends the key's pause. */
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
