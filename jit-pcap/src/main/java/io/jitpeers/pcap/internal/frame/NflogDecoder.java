package io.jitpeers.pcap.internal.frame;

import io.jitpeers.pcap.FrameRefusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the IP packet in a message of the kernel's packet log (NFLOG). A message is a header of 4
 * bytes, followed by attributes. The lengths and types of the attributes are in this machine's byte
 * order (pcap-linktype(7), LINKTYPE_NFLOG).
 */
public final class NflogDecoder implements PacketFinder {
  /** libpcap's {@code DLT_} number for frames that are NFLOG messages. */
  public static final int DLT = 239;

  /** The length of a message's header: address family, version, and number of the NFLOG group. */
  private static final int HEADER_LENGTH = 4;

  /**
   * The length of an attribute's header. The header contains the attribute's type, and the
   * attribute's length including the header.
   */
  private static final int ATTRIBUTE_HEADER_LENGTH = 4;

  /** The type of the attribute that contains the packet, beginning with the packet's IP header. */
  private static final int NFULA_PAYLOAD = 9;

  /** The mask that removes the two flags from the type of a netlink attribute (NLA_TYPE_MASK). */
  private static final int TYPE_MASK = 0x3FFF;

  private final ByteBuffer buffer;
  private int packet;
  private int end;

  /**
   * Creates a decoder.
   *
   * @param buffer the buffer of the messages; read with absolute gets, regardless of its byte order
   */
  public NflogDecoder(ByteBuffer buffer) {
    this.buffer = buffer.duplicate().order(ByteOrder.nativeOrder());
  }

  @Override
  public @Nullable FrameRefusal find(int start, int captured) {
    int messageEnd = start + captured;
    int at = start + HEADER_LENGTH;
    while (messageEnd - at >= ATTRIBUTE_HEADER_LENGTH) {
      int length = u16(at);
      if (length < ATTRIBUTE_HEADER_LENGTH) {
        return FrameRefusal.NOT_IP;
      }
      if (length > messageEnd - at) {
        return FrameRefusal.TRUNCATED;
      }
      if ((u16(at + Short.BYTES) & TYPE_MASK) == NFULA_PAYLOAD) {
        packet = at + ATTRIBUTE_HEADER_LENGTH;
        end = at + length;
        return null;
      }
      // The next attribute begins at a multiple of 4 bytes.
      at += length + 3 & ~3;
    }
    return captured < HEADER_LENGTH ? FrameRefusal.TRUNCATED : FrameRefusal.NOT_IP;
  }

  @Override
  public int packet() {
    return packet;
  }

  @Override
  public int end() {
    return end;
  }

  private int u16(int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
