package io.jitpeers.http.internal;

import io.jitpeers.spi.ChangeListener;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys whose next request must bypass the caches between this HTTP source and the control
 * plane. For each of these keys, a change hint of the control plane has announced that the peer
 * changed, and a cache may still hold the previous answer. If hints may have been missed, or if
 * there are more keys than fit, all requests bypass caches for a while. Thread-safe.
 *
 * <p>A request that bypasses caches contains the position of the hint in the stream of changes.
 * Requests of several gateways after the same change contain the same position, so a cache can
 * answer all of them with one request to the control plane.
 */
final class PastCaches implements HintListener {
  private static final int MOST_KEYS = 8_192;

  /**
   * How long all requests bypass caches after change hints may have been missed. The orchestrator
   * requests the lookups. At its default rate of 500 lookups per second, 300,000 peers are
   * revalidated in this time.
   */
  private static final Duration EVERYBODY_FOR = Duration.ofMinutes(10);

  private record Hint(long at, String position) {}

  private final TimeSource time;
  private final Map<PublicKey, Hint> hints = new LinkedHashMap<>();
  private boolean everybody;
  private long everybodySince;
  private String everybodysPosition = "";

  PastCaches(TimeSource time) {
    this.time = time;
  }

  /**
   * Returns a listener that first records each change in this object, and then notifies the given
   * listener. The lookups that the listener begins because of the change therefore bypass caches.
   */
  HintListener before(ChangeListener listener) {
    return new HintListener() {
      @Override
      public void changed(PublicKey key, String position) {
        PastCaches.this.changed(key, position);
        listener.changed(key);
      }

      @Override
      public void missed(String position) {
        PastCaches.this.missed(position);
        listener.missed();
      }
    };
  }

  @Override
  public synchronized void changed(PublicKey key, String position) {
    hints.put(key, new Hint(time.nanoTime(), position));
    if (everybody) {
      // From now on, every request demands an answer at least as new as this change. With the
      // position of the missed hints, a cache could use an older answer.
      everybodysPosition = position;
    }
    if (hints.size() > MOST_KEYS) {
      missed(position);
    }
  }

  @Override
  public synchronized void missed(String position) {
    hints.clear();
    everybody = true;
    everybodySince = time.nanoTime();
    everybodysPosition = position;
  }

  /**
   * Returns how new the answer to a request for a key must be, as a position in the stream of
   * changes: the answer must not be older than this position. Returns empty if any cache may answer
   * the request. The position is an empty text if the caches must be bypassed, but the change hint
   * had no position.
   */
  synchronized Optional<String> position(PublicKey key) {
    if (everybody && time.nanoTime() - everybodySince >= EVERYBODY_FOR.toNanos()) {
      everybody = false;
    }
    Hint hint = hints.get(key);
    if (hint != null) {
      return Optional.of(hint.position);
    }
    return everybody ? Optional.of(everybodysPosition) : Optional.empty();
  }

  /**
   * Records that a request that bypassed the caches was answered. Later requests for the key may
   * use the caches again.
   *
   * @param askedAt when the request began; a change that was reported later needs another request
   */
  synchronized void answered(PublicKey key, long askedAt) {
    Hint hint = hints.get(key);
    if (hint != null && hint.at - askedAt < 0) {
      hints.remove(key);
    }
  }
}
