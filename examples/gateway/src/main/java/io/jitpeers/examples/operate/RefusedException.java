package io.jitpeers.examples.operate;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Reports that the gateway did not execute a command. The message says why, and what to do. */
final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }

  RefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
