package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.internal.frame.LinkType;

/** Processes the frames of one capture. Used by the reading thread. */
public interface FrameConsumer {
  /** Processes all frames of the batch. */
  void pump();

  /** Returns the number of the frame that was processed last. */
  long frameNumber();

  /** Creates a consumer for an opened capture. */
  @FunctionalInterface
  interface Opener {
    /**
     * Creates a consumer.
     *
     * @param session an open capture, which the caller reads and closes
     * @param linkType the link type of the capture's frames
     * @param framesBefore the number of the last frame before this capture
     */
    FrameConsumer open(CaptureSession session, LinkType linkType, long framesBefore);
  }
}
