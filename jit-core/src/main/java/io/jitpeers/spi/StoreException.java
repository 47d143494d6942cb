package io.jitpeers.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a store operation failed. The message names the operation, the subject (device or peer)
 * and the reason, with the kernel's error name and text if there is one.
 */
public class StoreException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the operation, the subject (device or peer) and the reason; no secrets
   */
  public StoreException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the operation, the subject (device or peer) and the reason; no secrets
   * @param cause the cause, or null
   */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
