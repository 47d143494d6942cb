package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import java.nio.ByteBuffer;

/** Writes requests about a queue. */
final class QueueMessages {
  /**
   * How much of a packet is copied: all of it up to Ethernet's usual 1,500 bytes, and more IPv4
   * options or IPv6 extension headers before an initiation than any packet has.
   */
  static final int COPY_RANGE = 2048;

  /** The length of one verdict: a header, the queue's number, and an attribute of 8 bytes. */
  static final int VERDICT_LENGTH =
      Netlink.HEADER_LENGTH + Nfqueue.HEADER_LENGTH + Netlink.attributeSpace(2 * Integer.BYTES);

  /**
   * Reaches the packets that were not read yet. The kernel compares ids by the sign of their
   * difference, so half of the positive numbers lie behind such an id and half before it.
   */
  private static final int BEYOND_NEWEST = 1 << 30;

  private static final byte UNSPECIFIED_FAMILY = 0;
  private static final byte VERSION = 0;

  private QueueMessages() {}

  /**
   * Binds a queue and sets it up, in one request: between binding and choosing what to copy, the
   * kernel drops what it should queue ({@code nfqnl_enqueue_packet} in {@code
   * net/netfilter/nfnetlink_queue.c}).
   */
  static void bind(MessageWriter writer, QueueOptions options) {
    begin(writer, Nfqueue.NFQNL_MSG_CONFIG, Netlink.NLM_F_ACK, options.queue());
    command(writer, Nfqueue.NFQNL_CFG_CMD_BIND);
    byte[] parameters = new byte[Integer.BYTES + 1];
    ByteBuffer.wrap(parameters).putInt(COPY_RANGE).put((byte) Nfqueue.NFQNL_COPY_PACKET);
    writer.putBytes(Nfqueue.NFQA_CFG_PARAMS, parameters);
    limits(writer, options.maxLength(), options.failOpen());
    writer.end();
  }

  /**
   * Asks for nothing, but is refused as everything is if the process may not do it: binding a
   * protocol family has had no effect since Linux 3.8.
   */
  static void probe(MessageWriter writer) {
    begin(writer, Nfqueue.NFQNL_MSG_CONFIG, Netlink.NLM_F_ACK, 0);
    command(writer, Nfqueue.NFQNL_CFG_CMD_PF_BIND);
    writer.end();
  }

  /**
   * Ends a queue without losing a packet: from now on the kernel queues nothing but lets everything
   * pass, and whatever is in the queue passes too. (What is in a queue when its socket is closed is
   * dropped.)
   *
   * @param newest the newest id that was seen
   */
  static void letEverythingPass(MessageWriter writer, int queue, int newest) {
    begin(writer, Nfqueue.NFQNL_MSG_CONFIG, 0, queue);
    limits(writer, 0, true);
    writer.end();
    verdict(
        writer, Nfqueue.NFQNL_MSG_VERDICT_BATCH, queue, Nfqueue.NF_ACCEPT, newest + BEYOND_NEWEST);
  }

  /**
   * Returns a verdict.
   *
   * @param type {@code NFQNL_MSG_VERDICT} for the one packet of that id, {@code
   *     NFQNL_MSG_VERDICT_BATCH} for it and all older ones that are still in the queue
   */
  static void verdict(MessageWriter writer, int type, int queue, int verdict, int id) {
    begin(writer, type, 0, queue);
    byte[] header = new byte[2 * Integer.BYTES];
    ByteBuffer.wrap(header).putInt(verdict).putInt(id);
    writer.putBytes(Nfqueue.NFQA_VERDICT_HDR, header);
    writer.end();
  }

  private static void begin(MessageWriter writer, int type, int flags, int queue) {
    writer.begin(type, flags).bytes(UNSPECIFIED_FAMILY, VERSION, (byte) (queue >> 8), (byte) queue);
  }

  private static void command(MessageWriter writer, int command) {
    // struct nfqnl_msg_config_cmd: command, padding, protocol family in network byte order.
    writer.putBytes(Nfqueue.NFQA_CFG_CMD, new byte[] {(byte) command, 0, 0, 0});
  }

  private static void limits(MessageWriter writer, int maxLength, boolean failOpen) {
    writer
        .putNetworkU32(Nfqueue.NFQA_CFG_QUEUE_MAXLEN, maxLength)
        .putNetworkU32(Nfqueue.NFQA_CFG_MASK, Nfqueue.NFQA_CFG_F_FAIL_OPEN)
        .putNetworkU32(Nfqueue.NFQA_CFG_FLAGS, failOpen ? Nfqueue.NFQA_CFG_F_FAIL_OPEN : 0);
  }
}
