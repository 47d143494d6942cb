package io.jitpeers.internal.records;

import java.io.IOException;
import java.util.Arrays;

/** One pass over the records of a file. It skips damaged parts. Not thread-safe. */
final class Scan {
  private static final int WINDOW = 1 << 18;
  private static final int LONGEST_FRAME = Frame.OVERHEAD + RecordFile.MAX_LENGTH;

  private final Disk.OpenFile file;
  private final Frame frame;
  private final byte[] window = new byte[WINDOW];
  private final long size;
  private long windowStart;
  private int windowLength;
  private long damaged;

  Scan(Disk.OpenFile file, byte[] salt, long size) {
    this.file = file;
    this.frame = new Frame(salt);
    this.size = size;
  }

  /**
   * Passes each complete record to a visitor.
   *
   * @return the offset at which the last complete record ends
   */
  long run(RecordFile.Visitor visitor) throws IOException {
    long at = FileFormat.HEADER_LENGTH;
    long end = at;
    while (at < size) {
      int length = lengthAt(at);
      if (length < 0) {
        at++;
        continue;
      }
      if (at > end) {
        damaged++; // At least one record was lost between two complete ones.
      }
      int from = (int) (at - windowStart) + Frame.OVERHEAD;
      visitor.record(at, Arrays.copyOfRange(window, from, from + length));
      at += Frame.OVERHEAD + length;
      end = at;
    }
    return end;
  }

  /** Returns the number of damaged parts between complete records. */
  long damaged() {
    return damaged;
  }

  private int lengthAt(long at) throws IOException {
    boolean covered = at >= windowStart && at + LONGEST_FRAME <= windowStart + windowLength;
    boolean reachesEnd = windowStart + windowLength >= size && at >= windowStart;
    if (!covered && !reachesEnd) {
      windowStart = at;
      windowLength = (int) Math.min(file.read(at, window), size - at);
      if (windowLength < Math.min(WINDOW, size - at)) {
        throw new IOException("the file was truncated while it was read");
      }
    }
    return frame.lengthAt(window, (int) (at - windowStart), windowLength);
  }
}
