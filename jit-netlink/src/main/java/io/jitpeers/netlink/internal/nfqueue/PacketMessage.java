package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.NetlinkFormatException;

/** What the kernel says about one queued packet. Reused for all packets. Not thread-safe. */
final class PacketMessage {
  private boolean identified;
  private int id;
  private int interfaceIndex;
  private int start;
  private int length;

  /**
   * Reads a message of the type {@code NFQNL_MSG_PACKET}; fails if it is broken; what was read
   * before counts, so that a packet whose id is known can be given a verdict.
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
          // Marks, hardware addresses, timestamps (which the kernel takes only while some socket
          // of the machine asks for them): nothing that is needed here.
        }
      }
    }
    if (!identified) {
      throw new NetlinkFormatException("a queued packet without an id");
    }
  }

  /** Whether the id is known. */
  boolean identified() {
    return identified;
  }

  /** The packet's id: a 32-bit counter of the queue. */
  int id() {
    return id;
  }

  /** The index of the interface that the packet came in by, or 0. */
  int interfaceIndex() {
    return interfaceIndex;
  }

  /** Where the copy of the packet begins in the buffer: its IP header. */
  int start() {
    return start;
  }

  /** How long the copy is; the packet can be longer. */
  int length() {
    return length;
  }
}
