package io.jitpeers.pcap;

import io.jitpeers.spi.Packet;
import java.time.Instant;

/**
 * What {@link PcapPacketSource} delivers: a packet that knows where in the capture it was. A packet
 * that was {@linkplain Packet#retain retained} is one too.
 */
public interface CapturedPacket extends Packet {

  /**
   * {@return the number of the frame that the packet was in: in a file its place, from 1; live, how
   * many frames passed the filter since the source was started, this one included}
   */
  long frameNumber();

  /**
   * Returns the time of the capture by the wall clock of the machine that made it, which is for
   * showing; ages come from {@link #captureNanos}.
   *
   * @return the time, as exactly as the capture has it
   */
  Instant captureTime();
}
