package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import java.nio.ByteBuffer;

/** Encodes requests about a queue. */
final class QueueMessages {
  /**
   * The maximum number of bytes that the kernel copies from each packet. It exceeds Ethernet's
   * usual 1,500 bytes. An initiation fits even if it follows more IPv4 options or IPv6 extension
   * headers than real packets have.
   */
  static final int COPY_RANGE = 2048;

  /**
   * The length of one verdict: a netlink and an nfnetlink header, and an attribute with a value of
   * 8 bytes.
   */
  static final int VERDICT_LENGTH =
      Netlink.HEADER_LENGTH + Nfqueue.HEADER_LENGTH + Netlink.attributeSpace(2 * Integer.BYTES);

  /**
   * Added to the id of the newest packet that was read, to get an id that the kernel takes as newer
   * than every packet in the queue. The kernel compares two ids by the sign of their 32-bit
   * difference. So the sum counts as newer than each id that is less than 2^30 away from the id of
   * the newest packet that was read. Every packet in the queue has such an id.
   */
  private static final int BEYOND_NEWEST = 1 << 30;

  private static final byte UNSPECIFIED_FAMILY = 0;
  private static final byte VERSION = 0;

  private QueueMessages() {}

  /**
   * Encodes one request that both binds a queue and configures it. With two requests, the kernel
   * would drop the queue's packets in between, because no copy mode would be set yet ({@code
   * nfqnl_enqueue_packet} in {@code net/netfilter/nfnetlink_queue.c}).
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
   * Encodes a request that shows whether the process has the permission to use nfnetlink: without
   * the permission, the kernel refuses the request. The request binds a protocol family, which has
   * had no effect since Linux 3.8.
   */
  static void probe(MessageWriter writer) {
    begin(writer, Nfqueue.NFQNL_MSG_CONFIG, Netlink.NLM_F_ACK, 0);
    command(writer, Nfqueue.NFQNL_CFG_CMD_PF_BIND);
    writer.end();
  }

  /**
   * Encodes requests that end a queue without losing a packet. The requests make the kernel let all
   * further packets pass without queueing them, and then let the packets that are already in the
   * queue pass too. (If the socket were closed without these requests, the kernel would drop the
   * queued packets.)
   *
   * @param newest the id of the newest packet that was read
   */
  static void letEverythingPass(MessageWriter writer, int queue, int newest) {
    begin(writer, Nfqueue.NFQNL_MSG_CONFIG, 0, queue);
    limits(writer, 0, true);
    writer.end();
    verdict(
        writer, Nfqueue.NFQNL_MSG_VERDICT_BATCH, queue, Nfqueue.NF_ACCEPT, newest + BEYOND_NEWEST);
  }

  /**
   * Encodes a verdict.
   *
   * @param type {@code NFQNL_MSG_VERDICT} to decide the packet with the given id, {@code
   *     NFQNL_MSG_VERDICT_BATCH} to also decide all older packets that are still in the queue
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
