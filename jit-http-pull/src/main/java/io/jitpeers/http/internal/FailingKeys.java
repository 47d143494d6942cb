package io.jitpeers.http.internal;

import io.jitpeers.wireguard.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each key's failures count once in a window of results, so that one peer that the control
 * plane cannot answer for says nothing about the others. Thread-safe.
 */
final class FailingKeys {
  private final int window;
  private final Map<PublicKey, Long> countedAt = new LinkedHashMap<>();
  private long results;

  FailingKeys(int window) {
    this.window = window;
  }

  /** A result entered the window. */
  synchronized void resultCounted() {
    results++;
  }

  /** Whether a failure of this key counts; if so, it does. */
  synchronized boolean counts(PublicKey key) {
    countedAt.values().removeIf(at -> results - at >= window);
    if (countedAt.containsKey(key)) {
      return false;
    }
    countedAt.put(key, results);
    return true;
  }
}
