package io.jitpeers.internal.records;

import java.io.IOException;

/** The header of a file shows that it is not a record file or not the expected one. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableFileException(String message) {
    super(message);
  }
}
