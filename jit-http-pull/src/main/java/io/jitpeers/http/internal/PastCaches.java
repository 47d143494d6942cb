package io.jitpeers.http.internal;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys whose next request must bypass the caches between this source and the control plane. A
 * change hint named these keys, and a cache may still hold the previous answer. After missed hints,
 * or with more keys than fit, all requests bypass caches for a while. Thread-safe.
 */
final class PastCaches implements ChangeListener {
  private static final int MOST_KEYS = 8_192;

  /**
   * How long all requests bypass caches after missed hints. At the orchestrator's default rate of
   * 500 lookups per second, 300,000 peers are revalidated in this time.
   */
  private static final Duration EVERYBODY_FOR = Duration.ofMinutes(10);

  private final TimeSource time;
  private final Map<PublicKey, Long> changedAt = new LinkedHashMap<>();
  private boolean everybody;
  private long everybodySince;

  PastCaches(TimeSource time) {
    this.time = time;
  }

  /**
   * Returns a listener that first records each change in this object and then notifies the given
   * listener, whose lookups therefore bypass caches.
   */
  ChangeListener before(ChangeListener listener) {
    return new ChangeListener() {
      @Override
      public void changed(PublicKey key) {
        PastCaches.this.changed(key);
        listener.changed(key);
      }

      @Override
      public void missed() {
        PastCaches.this.missed();
        listener.missed();
      }
    };
  }

  @Override
  public synchronized void changed(PublicKey key) {
    changedAt.put(key, time.nanoTime());
    if (changedAt.size() > MOST_KEYS) {
      missed();
    }
  }

  @Override
  public synchronized void missed() {
    changedAt.clear();
    everybody = true;
    everybodySince = time.nanoTime();
  }

  /** Returns whether a request for a key must bypass caches. */
  synchronized boolean concerns(PublicKey key) {
    if (everybody && time.nanoTime() - everybodySince >= EVERYBODY_FOR.toNanos()) {
      everybody = false;
    }
    return everybody || changedAt.containsKey(key);
  }

  /**
   * Records that the control plane itself, not a cache, answered a request.
   *
   * @param askedAt when the request began; a change reported after that needs another request
   */
  synchronized void answered(PublicKey key, long askedAt) {
    Long at = changedAt.get(key);
    if (at != null && at - askedAt < 0) {
      changedAt.remove(key);
    }
  }
}
