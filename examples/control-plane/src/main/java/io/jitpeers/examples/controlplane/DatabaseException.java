package io.jitpeers.examples.controlplane;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Reports that the database cannot be used. The message is a sentence for users and contains no
 * secrets.
 */
final class DatabaseException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
