package io.jitpeers.pcap.internal.capture;

/** The sizes of captured frames and of the kernel's buffer for them. */
public final class CaptureSizes {
  /**
   * The default snapshot length: enough for an initiation with its headers, including VLAN tags,
   * IPv4 options and IPv6 extension headers.
   */
  public static final int INITIATION_SNAPSHOT = 512;

  /**
   * The default buffer size: enough for over 10,000 captured initiations of {@link
   * #INITIATION_SNAPSHOT} bytes.
   */
  public static final int INITIATION_BUFFER = 8 << 20;

  /** The length of the headers of Ethernet, IPv6 and UDP, and of an initiation. */
  private static final int MIN_INITIATION_SNAPSHOT = 14 + 40 + 8 + 148;

  private static final int MAX_SNAPSHOT = 262_144;

  private static final int MIN_BUFFER_BYTES = 1 << 16;

  private CaptureSizes() {}

  /**
   * Checks that a snapshot length, the number of bytes to capture of each frame, is in range.
   *
   * @return {@code bytes}
   * @throws IllegalArgumentException if {@code bytes} is out of range
   */
  public static int requireSnapshotLength(int bytes, int least, int most) {
    if (bytes < least || bytes > most) {
      throw new IllegalArgumentException(
          "a snapshot length must be " + least + " to " + most + " bytes, not " + bytes);
    }
    return bytes;
  }

  /**
   * Checks that a snapshot length is in range for a capture of initiations.
   *
   * @return {@code bytes}
   * @throws IllegalArgumentException if {@code bytes} is out of range
   */
  public static int requireInitiationSnapshot(int bytes) {
    return requireSnapshotLength(bytes, MIN_INITIATION_SNAPSHOT, MAX_SNAPSHOT);
  }

  /**
   * Checks that a size is large enough for the kernel's buffer, which libpcap divides into a ring
   * of blocks.
   *
   * @return {@code bytes}
   * @throws IllegalArgumentException if {@code bytes} is less than 65536
   */
  public static int requireBuffer(int bytes) {
    if (bytes < MIN_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "a capture buffer must have at least " + MIN_BUFFER_BYTES + " bytes, not " + bytes);
    }
    return bytes;
  }
}
