package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.internal.libpcap.Capture;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import java.io.IOException;

/**
 * A capture from its opening to its end. One thread reads and waits; the others may be called from
 * any.
 */
public interface CaptureSession extends AutoCloseable {

  /** Reads the next frames into the batch, without waiting for any. */
  Capture.Read read() throws IOException;

  /** What was read last; the same object each time. */
  FrameBatch batch();

  /** The link type of frames, a {@code DLT_} number. */
  int linkType();

  /** How many nanoseconds the unit of a frame's fraction of a second has. */
  int fractionNanos();

  /** Waits until there is something to read, or {@link #wakeUp} was called. */
  void await() throws IOException;

  /** Ends the wait that is under way, or else the next one. */
  void wakeUp();

  /**
   * Takes up the filter that is right now, for what comes from now on. Called by the thread that
   * reads; a frame that comes in this very moment may be lost.
   */
  void refilter() throws IOException;

  /** How many frames found the kernel's buffer full so far; 32 bits wide. 0 once closed. */
  int dropped() throws IOException;

  /** How many frames the interface or its driver dropped so far; 0 where that cannot be told. */
  long droppedByInterface() throws IOException;

  /** Ends the capture. Closing again does nothing. */
  @Override
  void close();

  /** Opens captures. */
  @FunctionalInterface
  interface Opener {
    /** Opens one, or says why not and what to do about it. */
    CaptureSession open() throws IOException;
  }
}
