package io.jitpeers.netlink.internal.store;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link ResponderKey}, the handle of the device's private key. The handle is replaced
 * only when the key changes, because the handle caches values that depend on the key. The previous
 * handle stays usable until the next change of the key. Thread-safe.
 */
public final class KeyHandles implements AutoCloseable {
  private @Nullable ResponderKey current;
  // The previous key may still be in use for a moment, to decrypt initiations. So its handle is
  // destroyed only at the next change of the key.
  private @Nullable ResponderKey previous;
  private boolean closed;

  /**
   * Returns the handle of the device's private key. If {@link #close} was called before, the
   * returned handle is already destroyed.
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

  /** Destroys the current and the previous handle. */
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
