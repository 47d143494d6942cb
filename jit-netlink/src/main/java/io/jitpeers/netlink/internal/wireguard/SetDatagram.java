package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.connection.Acknowledgement;

/**
 * Requests that set a device, sent in one datagram. Each request is one netlink message. A message
 * contains as many peers as the 16-bit length of an attribute permits, and the datagram contains as
 * many messages as the socket accepts. The object is reused for several datagrams; its content is
 * wiped before each datagram and after the last. Not thread-safe.
 */
final class SetDatagram {
  /** The size of a message before its first peer. */
  private static final int MESSAGE_HEAD_SPACE =
      Netlink.HEADER_LENGTH
          + Netlink.GENERIC_HEADER_LENGTH
          + InterfaceRef.MAX_SPACE
          + Netlink.ATTRIBUTE_HEADER_LENGTH;

  /**
   * The space for peers in one message: the capacity of an attribute, rounded down to a multiple of
   * 4 bytes.
   */
  static final int PEERS_ROOM =
      (Netlink.MAX_ATTRIBUTE_LENGTH - Netlink.ATTRIBUTE_HEADER_LENGTH) & ~3;

  private final WireGuardClient client;
  private final InterfaceRef which;
  private final String operation;
  private final MessageWriter writer;
  private int list;
  private int listStart;
  private boolean open;

  SetDatagram(WireGuardClient client, InterfaceRef which, String operation, MessageWriter writer) {
    this.client = client;
    this.which = which;
    this.operation = operation;
    this.writer = writer;
  }

  /** Wipes all content. */
  void clear() {
    writer.clear();
    open = false;
  }

  /**
   * Ends the current message and begins the next one. Returns false if the datagram has no room for
   * a message with a peer of the given size.
   */
  boolean beginMessage(int peerSpace) throws NetlinkException {
    endMessage();
    if (writer.room() < MESSAGE_HEAD_SPACE + peerSpace) {
      return false;
    }
    client.beginSet(operation, writer, which);
    list = writer.beginNested(WireGuard.WGDEVICE_A_PEERS);
    listStart = writer.length();
    open = true;
    return true;
  }

  /** Returns whether the current message has room for a peer. */
  boolean hasRoom(int peerSpace) {
    return open
        && writer.room() >= peerSpace
        && writer.length() - listStart + peerSpace <= PEERS_ROOM;
  }

  /** Returns the writer for peers. */
  MessageWriter writer() {
    return writer;
  }

  private void endMessage() {
    if (open) {
      writer.endNested(list).end();
      open = false;
    }
  }

  /** Sends the messages and returns their answers. */
  Acknowledgement[] send() throws NetlinkException {
    endMessage();
    return client.set(operation, writer);
  }
}
