package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.spi.PacketOutcome;

/** Receives completed packets. Thread-safe. */
@FunctionalInterface
public interface PacketCompletion {
  /** Processes a completed packet, which is valid during this call, and its outcome. */
  void completed(CapturedPacket packet, PacketOutcome outcome);
}
