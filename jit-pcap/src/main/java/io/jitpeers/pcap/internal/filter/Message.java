package io.jitpeers.pcap.internal.filter;

/** A kind of WireGuard message that a filter accepts. */
public enum Message {
  /** A handshake initiation (whitepaper, section 5.4.2). */
  INITIATION(0x01000000, 148, true),
  /**
   * Transport data (whitepaper, section 5.4.6): at least a header and an authentication tag, of 16
   * bytes each. If a message is fragmented, its first fragment is accepted.
   */
  TRANSPORT_DATA(0x04000000, 32, false);

  private static final int UDP_HEADER_LENGTH = 8;

  private final int type;
  private final int udpLength;
  private final boolean fixed;

  Message(int type, int length, boolean fixed) {
    this.type = type;
    this.udpLength = UDP_HEADER_LENGTH + length;
    this.fixed = fixed;
  }

  /** Returns the first 32 bits: the type and 3 reserved bytes. */
  int type() {
    return type;
  }

  /** Returns the minimum value of the UDP length field. */
  int udpLength() {
    return udpLength;
  }

  /**
   * Returns whether messages of this kind have a fixed length. If true, the filter accepts a
   * message only if it has exactly this length and its packet is not a fragment. If false, the
   * length is a minimum, and the filter also accepts longer messages and first fragments.
   */
  boolean isFixed() {
    return fixed;
  }
}
