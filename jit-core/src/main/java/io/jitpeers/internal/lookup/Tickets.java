package io.jitpeers.internal.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;

/**
 * Remembers when the first unanswered lookup of each key was requested, so that a client that tries
 * again keeps its place in the queue. The number of remembered keys is bounded. While the control
 * plane answers every lookup, no key is remembered. Thread-safe.
 */
final class Tickets {
  /**
   * How long a key's place in the queue is remembered: REKEY_ATTEMPT_TIME + REKEY_TIMEOUT
   * (whitepaper, section 6.1). A client that has tried for this long has given up.
   */
  private static final Duration KEPT = Duration.ofSeconds(95);

  private static final int MOST = 32_768;

  private final Cache<PublicKey, Long> since;

  Tickets(TimeSource time) {
    this.since =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .expireAfterWrite(KEPT)
            .build();
  }

  /**
   * Returns the time at which the key's first unanswered lookup was requested; {@code now} if there
   * is no such lookup. Lookups before the key's latest answer do not count.
   */
  long since(PublicKey key, long now) {
    Long earlier = since.getIfPresent(key);
    return earlier == null ? now : earlier;
  }

  /** Records that a lookup of a key got no answer. */
  void inVain(PublicKey key, long ticket) {
    since.asMap().putIfAbsent(key, ticket);
  }

  /** Records that a lookup of a key was answered. */
  void answered(PublicKey key) {
    since.invalidate(key);
  }
}
