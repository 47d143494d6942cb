package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.spi.PacketOutcome;

/**
 * Receives each packet whose outcome was reported to the source ({@link CapturedPacket#complete}).
 * Thread-safe.
 */
@FunctionalInterface
public interface PacketCompletion {
  /** Processes a packet and its reported outcome. The packet is valid only during this call. */
  void completed(CapturedPacket packet, PacketOutcome outcome);
}
