package io.jitpeers.pcap.internal.capture;

/** How much of a frame is captured, and how much the kernel keeps of what was. */
public final class CaptureSizes {
  /** Headers of an initiation, tags, options and extensions included, and the initiation. */
  public static final int INITIATION_SNAPSHOT = 512;

  /** Over 10,000 initiations of {@link #INITIATION_SNAPSHOT}. */
  public static final int INITIATION_BUFFER = 8 << 20;

  /** Ethernet, IPv6, UDP and an initiation. */
  private static final int MIN_INITIATION_SNAPSHOT = 14 + 40 + 8 + 148;

  private static final int MAX_SNAPSHOT = 262_144;

  private static final int MIN_BUFFER_BYTES = 1 << 16;

  private CaptureSizes() {}

  /**
   * Checks how many bytes of a frame are to be captured.
   *
   * @return the same
   * @throws IllegalArgumentException if it is out of range
   */
  public static int requireSnapshotLength(int bytes, int least, int most) {
    if (bytes < least || bytes > most) {
      throw new IllegalArgumentException(
          "a snapshot length must be " + least + " to " + most + " bytes, not " + bytes);
    }
    return bytes;
  }

  /**
   * Checks how many bytes of a frame are to be captured that may hold an initiation.
   *
   * @return the same
   * @throws IllegalArgumentException if it is out of range
   */
  public static int requireInitiationSnapshot(int bytes) {
    return requireSnapshotLength(bytes, MIN_INITIATION_SNAPSHOT, MAX_SNAPSHOT);
  }

  /**
   * Checks the size of the kernel's buffer, of which libpcap makes a ring of blocks.
   *
   * @return the same
   * @throws IllegalArgumentException if it is less than 65536
   */
  public static int requireBuffer(int bytes) {
    if (bytes < MIN_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "a capture buffer must have at least " + MIN_BUFFER_BYTES + " bytes, not " + bytes);
    }
    return bytes;
  }
}
