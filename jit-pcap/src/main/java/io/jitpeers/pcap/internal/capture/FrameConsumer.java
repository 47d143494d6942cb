package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapException;

/** Processes the frames of one capture. Used by the reading thread. */
public interface FrameConsumer {
  /** Processes all frames that {@link CaptureSession#read} has just put into its batch. */
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
     * @param framesBefore the number of the previous capture's last frame, or 0 for the first
     *     capture; the numbering of frames continues when a failed capture is reopened
     * @throws PcapException if the capture's link type is not supported
     */
    FrameConsumer open(CaptureSession session, long framesBefore) throws PcapException;
  }
}
