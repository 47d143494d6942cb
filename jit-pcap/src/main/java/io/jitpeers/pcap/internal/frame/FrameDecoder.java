package io.jitpeers.pcap.internal.frame;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.source.support.UdpDatagram;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the UDP datagram in a captured frame. Reused for all frames of a capture; allocates
 * nothing. Whatever a frame contains, the decoder does not throw and does not read beyond the
 * frame. Not thread-safe.
 */
public final class FrameDecoder {
  private final LinkDecoder link;
  private final UdpDatagram datagram;

  /**
   * Creates a decoder.
   *
   * @param buffer the buffer of the frames; read with absolute gets, regardless of its byte order
   * @param type the frames' link type
   */
  public FrameDecoder(ByteBuffer buffer, LinkType type) {
    link = new LinkDecoder(buffer, type);
    datagram = new UdpDatagram(buffer);
  }

  /**
   * Decodes a frame.
   *
   * @param start the frame's offset in the buffer
   * @param captured the number of captured bytes
   * @return null if the frame contains a complete UDP datagram; otherwise the reason for the
   *     refusal
   */
  public @Nullable FrameRefusal decode(int start, int captured) {
    FrameRefusal refusal = link.find(start, captured);
    if (refusal != null) {
      return refusal;
    }
    return link.end() > start + captured
        ? FrameRefusal.TRUNCATED
        : decodeUdp(link.packet(), link.end());
  }

  /**
   * Returns the datagram that was found. Valid if the last frame was not refused.
   *
   * @return the same object each time
   */
  public UdpDatagram datagram() {
    return datagram;
  }

  /**
   * {@return the index of the interface of the last frame, as recorded in the capture; 0 if the
   * link type does not record it}
   */
  public int interfaceIndex() {
    return link.interfaceIndex();
  }

  private @Nullable FrameRefusal decodeUdp(int packet, int end) {
    UdpDatagram.Refusal refusal = datagram.find(packet, end - packet);
    if (refusal == null) {
      return null;
    }
    return switch (refusal) {
      case TRUNCATED -> FrameRefusal.TRUNCATED;
      case NOT_IP -> FrameRefusal.NOT_IP;
      case MALFORMED_IP -> FrameRefusal.MALFORMED_IP;
      case FRAGMENT -> FrameRefusal.FRAGMENT;
      case NOT_UDP -> FrameRefusal.NOT_UDP;
      case MALFORMED_UDP -> FrameRefusal.MALFORMED_UDP;
    };
  }
}
