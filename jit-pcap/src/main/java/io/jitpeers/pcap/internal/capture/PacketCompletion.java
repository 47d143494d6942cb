package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.spi.PacketOutcome;

/** What is done when a packet was completed. Thread-safe. */
@FunctionalInterface
public interface PacketCompletion {
  /** Takes a packet that is valid during this call, and its outcome. */
  void completed(CapturedPacket packet, PacketOutcome outcome);
}
