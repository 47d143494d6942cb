package io.jitpeers.internal.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;

/**
 * Remembers when the first unanswered lookup of each key was requested, so that a client that tries
 * again keeps its place in the queue. Bounded, and empty while the control plane answers.
 * Thread-safe.
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
   * Returns when the first unanswered lookup since the key's latest answer was requested. Returns
   * {@code now} if there is no such lookup.
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
