package io.jitpeers.spi;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A store could not do what was asked. The message names the operation, the subject (device or
 * peer) and the reason, with the kernel's error name and text where there is one.
 */
public class StoreException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param message operation, subject and reason; no secrets
   */
  public StoreException(String message) {
    super(message);
  }

  /**
   * Creates a failure with a cause.
   *
   * @param message operation, subject and reason; no secrets
   * @param cause what made it fail, or null
   */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
