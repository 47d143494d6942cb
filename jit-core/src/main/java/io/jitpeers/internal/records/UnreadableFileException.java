package io.jitpeers.internal.records;

import java.io.IOException;

/**
 * Thrown if a file cannot be read because of its header. The file is not a record file, the header
 * is damaged, or the version, the kind of records or the device is not the expected one.
 */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableFileException(String message) {
    super(message);
  }
}
