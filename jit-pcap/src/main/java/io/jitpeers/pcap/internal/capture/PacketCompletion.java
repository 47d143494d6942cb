package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.spi.PacketOutcome;

/** Receives completed packets. Thread-safe. */
@FunctionalInterface
public interface PacketCompletion {
  /** Processes a completed packet and its outcome. The packet is valid only during this call. */
  void completed(CapturedPacket packet, PacketOutcome outcome);
}
