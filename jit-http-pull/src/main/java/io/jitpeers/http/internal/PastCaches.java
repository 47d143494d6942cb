package io.jitpeers.http.internal;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose next lookup no cache on the way may answer, for a hint said that the peer changed, and a
 * cache still has what it was. After hints were missed, or more keys than fit, that is everybody
 * for a time. Thread-safe.
 */
final class PastCaches implements ChangeListener {
  private static final int MOST_KEYS = 8_192;

  /** So long it takes to ask about 300,000 peers, at the default pace. */
  private static final Duration EVERYBODY_FOR = Duration.ofMinutes(10);

  private final TimeSource time;
  private final Map<PublicKey, Long> changedAt = new LinkedHashMap<>();
  private boolean everybody;
  private long everybodySince;

  PastCaches(TimeSource time) {
    this.time = time;
  }

  /** The same for a listener, which is told later, so that what it asks is asked for rightly. */
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

  /** Whether a request for a key must be answered by the control plane itself. */
  synchronized boolean concerns(PublicKey key) {
    if (everybody && time.nanoTime() - everybodySince >= EVERYBODY_FOR.toNanos()) {
      everybody = false;
    }
    return everybody || changedAt.containsKey(key);
  }

  /**
   * A request was answered by the control plane itself.
   *
   * @param askedAt when it began; a change since then is news yet
   */
  synchronized void answered(PublicKey key, long askedAt) {
    Long at = changedAt.get(key);
    if (at != null && at - askedAt < 0) {
      changedAt.remove(key);
    }
  }
}
