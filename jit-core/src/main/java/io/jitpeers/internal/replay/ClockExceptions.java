package io.jitpeers.internal.replay;

import io.jitpeers.wireguard.PublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the clock exceptions. A {@linkplain ClockException clock exception} is not a throwable: it
 * is the additional state that the replay memory keeps for a key whose client has or had a wrong
 * clock. The number of clock exceptions is bounded. If there is no room, the least recently used
 * clock exception of a stranger (a key that the control plane does not know) is dropped. Strangers
 * go first because anyone can generate keys and send any timestamps. If no stranger has a clock
 * exception, the least recently used one of all keys is dropped. Not thread-safe.
 */
final class ClockExceptions {
  private final int capacity;
  private final Map<PublicKey, ClockException> strangers = new LinkedHashMap<>();
  private final Map<PublicKey, ClockException> protectedKeys = new LinkedHashMap<>();

  /** Receives a clock exception that was dropped to make room. */
  interface Displaced {
    void displaced(PublicKey key, ClockException exception);
  }

  ClockExceptions(int capacity) {
    this.capacity = capacity;
  }

  @Nullable ClockException find(PublicKey key) {
    ClockException known = protectedKeys.get(key);
    return known != null ? known : strangers.get(key);
  }

  /**
   * Stores a key's clock exception in place of an earlier one, as the most recently used one. If
   * there is no room, drops another key's clock exception and passes it to {@code displaced}.
   */
  void put(PublicKey key, boolean isProtected, ClockException exception, Displaced displaced) {
    remove(key);
    if (strangers.size() + protectedKeys.size() >= capacity) {
      Map<PublicKey, ClockException> full = strangers.isEmpty() ? protectedKeys : strangers;
      Map.Entry<PublicKey, ClockException> oldest = full.entrySet().iterator().next();
      full.remove(oldest.getKey());
      displaced.displaced(oldest.getKey(), oldest.getValue());
    }
    (isProtected ? protectedKeys : strangers).put(key, exception);
  }

  void remove(PublicKey key) {
    strangers.remove(key);
    protectedKeys.remove(key);
  }

  /** Records that the control plane knows a key. */
  void protect(PublicKey key) {
    ClockException exception = strangers.remove(key);
    if (exception != null) {
      protectedKeys.put(key, exception);
    }
  }
}
