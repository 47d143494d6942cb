package io.jitpeers.linux;

import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A private key in OpenSSL's memory, and a pool of contexts for operations with this key. Counts
 * the contexts in use. After {@link #close}, the key is freed when the last context in use is given
 * back. Thread-safe.
 */
final class OpenSslKey {
  private final Pointer key;
  private final Deque<OpenSslContext> idle = new ArrayDeque<>();
  private int inUse;
  private boolean closed;

  /**
   * Takes ownership of a key.
   *
   * @param key an {@code EVP_PKEY}; null if libcrypto could not create the key
   */
  OpenSslKey(@Nullable Pointer key) {
    this.key = OpenSslContext.required(key, "EVP_PKEY_new_raw_private_key");
  }

  /** Returns a context for one operation. The caller returns the context with {@link #giveBack}. */
  OpenSslContext take() {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the private key was destroyed");
      }
      inUse++;
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    boolean created = false;
    try {
      OpenSslContext context = new OpenSslContext(key);
      created = true;
      return context;
    } finally {
      if (!created) {
        ended();
      }
    }
  }

  void giveBack(OpenSslContext context) {
    synchronized (this) {
      if (!closed) {
        inUse--;
        idle.push(context);
        return;
      }
    }
    context.close();
    ended();
  }

  private synchronized void ended() {
    inUse--;
    if (closed && inUse == 0) {
      free();
    }
  }

  /** Frees and wipes the key as soon as no context is in use. Idempotent. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      if (inUse == 0) {
        free();
      }
    }
  }

  private void free() {
    idle.forEach(OpenSslContext::close);
    idle.clear();
    LibCrypto.EVP_PKEY_free(key);
  }
}
