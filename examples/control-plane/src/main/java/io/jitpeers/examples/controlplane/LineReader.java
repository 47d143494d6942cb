package io.jitpeers.examples.controlplane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines of bytes, numbered from 1, and skips empty lines. Not thread-safe. */
final class LineReader {
  /** The maximum length of a line. It is 64 KiB, because gateways accept a body of up to 64 KiB. */
  static final int MAX_BYTES = 65_536;

  private final InputStream in;
  private final byte[] buffer = new byte[MAX_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * Advances to the next line that is not empty.
   *
   * @return false at the end of the input
   * @throws IOException if the input cannot be read, or a line is too long
   */
  boolean next() throws IOException {
    line.reset();
    while (line.size() == 0 && fill()) {
      number++;
      readLine();
    }
    return line.size() > 0;
  }

  private void readLine() throws IOException {
    boolean ended = false;
    while (!ended && fill()) {
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      if (line.size() + end - position > MAX_BYTES) {
        throw new IOException("line " + number + ": it has more than " + MAX_BYTES + " bytes");
      }
      line.write(buffer, position, end - position);
      ended = end < limit;
      position = ended ? end + 1 : end;
    }
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer));
    }
    return position < limit;
  }

  long number() {
    return number;
  }

  byte[] line() {
    return line.toByteArray();
  }
}
