package io.jitpeers.internal.records;

import java.io.IOException;

/**
 * Thrown if the header of a file shows that the file is not a record file, or not the expected one.
 */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableFileException(String message) {
    super(message);
  }
}
