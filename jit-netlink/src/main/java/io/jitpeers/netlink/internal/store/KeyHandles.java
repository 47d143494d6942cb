package io.jitpeers.netlink.internal.store;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import org.jspecify.annotations.Nullable;

/**
 * The handle of the device's private key. As long as the key stays the same, so does the handle, so
 * that the values that it caches are kept. Thread-safe.
 */
public final class KeyHandles implements AutoCloseable {
  private @Nullable ResponderKey current;
  // For a moment, initiations may still be opened with the previous key, so its handle is destroyed
  // only at the next change.
  private @Nullable ResponderKey previous;
  private boolean closed;

  /**
   * Returns the handle of a key. After {@link #close} the handle is destroyed.
   *
   * @param publicKey the device's public key
   * @param privateKey the device's private key; this method destroys it, because the handle has its
   *     own copy
   */
  public ResponderKey of(PublicKey publicKey, PrivateKey privateKey) {
    try {
      return choose(publicKey, privateKey);
    } finally {
      privateKey.destroy();
    }
  }

  private synchronized ResponderKey choose(PublicKey publicKey, PrivateKey privateKey) {
    ResponderKey handle = current;
    if (handle == null || !handle.publicKey().equals(publicKey)) {
      ResponderKey older = previous;
      previous = handle;
      if (older != null && older.publicKey().equals(publicKey)) {
        // The key was changed back, or two reads of the device arrived late and in the wrong order.
        handle = older;
      } else {
        destroy(older);
        handle = ResponderKey.of(privateKey);
      }
      current = handle;
    }
    if (closed) {
      close();
    }
    return handle;
  }

  /** Destroys the handles. */
  @Override
  public synchronized void close() {
    closed = true;
    destroy(previous);
    destroy(current);
    previous = null;
    current = null;
  }

  private static void destroy(@Nullable ResponderKey handle) {
    if (handle != null) {
      handle.destroy();
    }
  }
}
