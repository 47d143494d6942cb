package io.jitpeers.internal.records;

import java.io.IOException;

/** A file that is no record file, or not the one that was looked for, as its header shows. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableFileException(String message) {
    super(message);
  }
}
