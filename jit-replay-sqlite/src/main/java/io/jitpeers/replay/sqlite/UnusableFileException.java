package io.jitpeers.replay.sqlite;

import org.jspecify.annotations.Nullable;

/** What is in a file cannot be used, so that the file is set aside. */
final class UnusableFileException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code what} completes a sentence that begins with the file's name. */
  UnusableFileException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }

  /** What is wrong with it. */
  String what() {
    return String.valueOf(getMessage());
  }
}
