package io.jitpeers.pcap.internal.frame;

import io.jitpeers.pcap.FrameRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Finds the IP packet in a captured frame. Reused for all frames of a capture; allocates nothing.
 * Whatever a frame contains, a finder does not throw and does not read beyond the frame. Not
 * thread-safe.
 */
public interface PacketFinder {
  /**
   * Examines a frame.
   *
   * @param start the frame's offset in the buffer
   * @param captured the number of captured bytes
   * @return null if the frame contains an IP packet, possibly incomplete; otherwise the reason for
   *     the refusal
   */
  @Nullable FrameRefusal find(int start, int captured);

  /** {@return the IP packet's offset in the buffer; valid if the last frame was not refused} */
  int packet();

  /**
   * Returns an upper bound for the end of the IP packet. If the frame has padding after the packet,
   * the packet may end before this offset. If the frame was not captured whole, this offset may be
   * beyond the captured bytes.
   *
   * @return an offset in the buffer; valid if the last frame was not refused
   */
  int end();
}
