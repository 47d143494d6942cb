package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.internal.frame.LinkType;

/** Works off the frames of one capture. Used by the reading thread. */
public interface FrameConsumer {
  /** Takes all frames of the batch. */
  void pump();

  /** The number of the last frame so far. */
  long frameNumber();

  /** Creates one for a capture that was opened. */
  @FunctionalInterface
  interface Opener {
    /**
     * Creates one.
     *
     * @param session an open capture, which somebody else reads and closes
     * @param linkType of its frames
     * @param framesBefore the number of the last frame before this capture
     */
    FrameConsumer open(CaptureSession session, LinkType linkType, long framesBefore);
  }
}
