package io.jitpeers.replay.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * Reports that a file's content cannot be used. {@link SqliteReplayStore} then renames the file and
 * begins an empty one.
 */
final class UnusableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates an exception. {@code what} completes a sentence that begins with the file's name. */
  UnusableFileException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }

  /** Returns what is wrong with the file. */
  String what() {
    return String.valueOf(getMessage());
  }
}
