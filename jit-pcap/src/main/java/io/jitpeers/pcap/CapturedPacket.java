package io.jitpeers.pcap;

import io.jitpeers.spi.Packet;
import java.time.Instant;

/**
 * A packet delivered by {@link PcapPacketSource}, with its position and time in the capture. A
 * {@linkplain Packet#retain retained} packet has this type too.
 */
public interface CapturedPacket extends Packet {

  /**
   * {@return the number of the packet's frame: in a file, the position of the frame, counted from
   * 1; in a live capture, the number of frames that passed the filter since the source was started,
   * including this frame}
   */
  long frameNumber();

  /**
   * Returns the capture time on the wall clock of the capturing machine. It is meant for display;
   * use {@link #captureNanos} to compute ages.
   *
   * @return the time, in the resolution of the capture
   */
  Instant captureTime();
}
