package io.jitpeers.internal.fleet;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the peers whose handshakes have just begun, whether the client or this gateway initiated
 * the handshake. The device is listed repeatedly until these handshakes complete. Thread-safe.
 */
final class AwaitedHandshakes {
  /**
   * KEEPALIVE_TIMEOUT + REKEY_TIMEOUT (whitepaper, section 6.1). After this time, a handshake has
   * normally completed or was given up. If a handshake takes longer, the listing of a later sweep
   * shows that it has completed.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Most handshakes complete within this time. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final int MOST = 1 << 16;

  private final TimeSource time;
  // Ordered from the oldest to the newest.
  private final Map<PublicKey, Long> since = new LinkedHashMap<>();
  private long latest;

  AwaitedHandshakes(TimeSource time) {
    this.time = time;
  }

  /**
   * Awaits the handshake of a peer from now on. If too many handshakes are awaited, forgets the
   * oldest one.
   */
  synchronized void add(PublicKey key) {
    since.remove(key);
    latest = time.nanoTime();
    since.put(key, latest);
    if (since.size() > MOST) {
      Iterator<PublicKey> oldest = since.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized void remove(PublicKey key) {
    since.remove(key);
  }

  /** Returns how long to wait before the device is listed again; null if it need not be listed. */
  synchronized @Nullable Duration pause() {
    long now = time.nanoTime();
    Iterator<Long> oldest = since.values().iterator();
    while (oldest.hasNext() && now - oldest.next() >= PATIENCE.toNanos()) {
      oldest.remove();
    }
    if (since.isEmpty()) {
      return null;
    }
    return now - latest < SOON.toNanos() ? SHORT : LONG;
  }
}
