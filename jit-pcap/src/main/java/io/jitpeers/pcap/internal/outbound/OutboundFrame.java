package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.wakeup.OutboundPacket;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An outbound packet whose bytes are in the memory of a batch of frames. The object is reused for
 * the next packet. The packet is copied only if it is retained. Used only by the thread that reads
 * the capture.
 */
final class OutboundFrame implements OutboundPacket {
  private static final int IPV4_HEADER = 20;
  private static final int IPV4_DESTINATION = 16;
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_HEADER = 40;
  private static final int IPV6_DESTINATION = 24;
  private static final int IPV6_LENGTH = 16;

  private final ByteBuffer buffer;
  private final ByteBuffer destination;
  private final Retransmitter sendAgain;
  private int start;
  private int captured;
  private int length;

  OutboundFrame(ByteBuffer memory, Retransmitter sendAgain) {
    this.buffer = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.destination = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
    this.sendAgain = sendAgain;
  }

  /**
   * Decodes a frame. Returns null if the frame is an IP packet, and otherwise the reason for the
   * refusal. If the result is null, {@link #destination} returns the packet's destination until the
   * next frame is decoded.
   */
  @Nullable FrameRefusal lay(int frameStart, int frameCaptured) {
    if (frameCaptured < IPV4_HEADER) {
      return FrameRefusal.TRUNCATED;
    }
    start = frameStart;
    captured = frameCaptured;
    switch (buffer.get(start) >> 4 & 0x0F) {
      case 4 -> {
        length = Short.toUnsignedInt(buffer.getShort(start + 2));
        point(IPV4_DESTINATION, IPV4_LENGTH);
        return length < IPV4_HEADER ? FrameRefusal.MALFORMED_IP : null;
      }
      case 6 -> {
        if (captured < IPV6_HEADER) {
          return FrameRefusal.TRUNCATED;
        }
        length = IPV6_HEADER + Short.toUnsignedInt(buffer.getShort(start + 4));
        point(IPV6_DESTINATION, IPV6_LENGTH);
        return null;
      }
      default -> {
        return FrameRefusal.NOT_IP;
      }
    }
  }

  private void point(int offset, int bytes) {
    destination.clear().position(start + offset).limit(start + offset + bytes);
  }

  @Override
  public ByteBuffer destination() {
    return destination;
  }

  /**
   * Retains the packet. If the captured length differs from the length in the packet's header, the
   * packet counts as incomplete and is not sent again.
   */
  @Override
  public RetainedOutboundPacket retain() {
    byte[] packet = null;
    if (captured == length) {
      packet = new byte[length];
      buffer.get(start, packet);
    }
    return new RetainedFrame(packet, sendAgain);
  }
}
