package io.jitpeers.pcap;

import io.jitpeers.spi.Packet;
import java.time.Instant;

/**
 * A packet delivered by {@link PcapPacketSource}, with its position and time in the capture. A
 * {@linkplain Packet#retain retained} packet has this type too.
 */
public interface CapturedPacket extends Packet {

  /**
   * {@return the number of the packet's frame, counted from 1} In a live capture, the count begins
   * at the start of the source, and includes only frames that passed the filter.
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
