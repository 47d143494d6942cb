package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;

/** The kernel's message about one queued packet. Reused for all packets. Not thread-safe. */
final class PacketMessage {
  private boolean identified;
  private int id;
  private int interfaceIndex;
  private int start;
  private int length;

  /**
   * Parses a message of the type {@code NFQNL_MSG_PACKET}. Throws if the message is malformed.
   * Fields that were parsed before the error stay valid, so that a packet whose id was parsed can
   * still get a verdict.
   */
  void read(MessageReader message, AttributeReader attributes) throws NetlinkFormatException {
    identified = false;
    interfaceIndex = 0;
    start = 0;
    length = 0;
    message.attributes(attributes, Nfqueue.HEADER_LENGTH);
    while (attributes.next()) {
      switch (attributes.type()) {
        case Nfqueue.NFQA_PACKET_HDR -> {
          id = attributes.networkIntAt(0);
          identified = true;
        }
        case Nfqueue.NFQA_IFINDEX_INDEV -> interfaceIndex = attributes.networkIntAt(0);
        case Nfqueue.NFQA_PAYLOAD -> {
          start = attributes.offset();
          length = attributes.length();
        }
        default -> {
          // Marks, hardware addresses and timestamps are not needed. (The kernel records timestamps
          // only while some socket on the machine requests them.)
        }
      }
    }
    if (!identified) {
      throw new NetlinkFormatException("a queued packet without an id");
    }
  }

  /** Returns whether the message contained the packet's id. */
  boolean identified() {
    return identified;
  }

  /** Returns the packet's id: a 32-bit counter of the queue. */
  int id() {
    return id;
  }

  /** Returns the index of the packet's incoming interface; 0 if the message does not name it. */
  int interfaceIndex() {
    return interfaceIndex;
  }

  /**
   * Returns the offset in the buffer at which the packet's copy begins. The copy begins with the
   * packet's IP header.
   */
  int start() {
    return start;
  }

  /** Returns the length of the packet's copy. The packet itself can be longer. */
  int length() {
    return length;
  }
}
