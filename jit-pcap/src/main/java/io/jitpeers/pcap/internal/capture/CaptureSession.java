package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.internal.libpcap.Capture;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import java.io.IOException;

/**
 * A capture from its opening to its end. Only the reading thread calls {@link #read}, {@link
 * #await} and {@link #refilter}; the other methods may be called on any thread.
 */
public interface CaptureSession extends AutoCloseable {

  /** Reads the next frames into the batch, without waiting for any. */
  Capture.Read read() throws IOException;

  /** Returns the batch with the frames that were read last. It is the same object each time. */
  FrameBatch batch();

  /** Returns the link type of the frames, a {@code DLT_} number. */
  int linkType();

  /** Returns the unit of {@link FrameBatch#fraction}, in nanoseconds. */
  int fractionNanos();

  /** Waits until frames can be read, {@link #wakeUp} is called, or a time limit is reached. */
  void await() throws IOException;

  /** Ends the current wait, or the next one if no thread is waiting. */
  void wakeUp();

  /**
   * Replaces the capture's filter after the watched ports have changed. The new filter applies to
   * subsequent frames. Called by the reading thread; a frame that arrives during the call may be
   * lost.
   */
  void refilter() throws IOException;

  /**
   * Returns how many frames were lost so far because the kernel's buffer was full; 0 once closed.
   * The counter has 32 bits.
   */
  int dropped() throws IOException;

  /** Returns how many frames the interface or its driver dropped so far; 0 if unknown. */
  long droppedByInterface() throws IOException;

  /** Ends the capture. Closing again does nothing. */
  @Override
  void close();

  /** Opens captures. */
  @FunctionalInterface
  interface Opener {
    /** Opens a capture, or throws an exception that names the reason and a remedy. */
    CaptureSession open() throws IOException;
  }
}
