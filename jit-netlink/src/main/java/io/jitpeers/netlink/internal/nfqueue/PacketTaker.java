package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.TimeSource;
import java.nio.ByteBuffer;

/** Delivers packets to a handler, which may misbehave. Used by the reading thread. */
final class PacketTaker {
  private final String name;
  private final PacketHandler handler;
  private final TimeSource time;
  private final FailureLog failures;

  PacketTaker(String name, PacketHandler handler, TimeSource time, FailureLog failures) {
    this.name = name;
    this.handler = handler;
    this.time = time;
    this.failures = failures;
  }

  /** Whether a UDP payload is worth delivering. */
  boolean wants(ByteBuffer payload) {
    return DirectPacketSource.looksLikeInitiation(payload);
  }

  /** Delivers a packet. It is decided or retained when this returns. */
  void take(QueuedPacket packet, long id, int interfaceIndex) {
    packet.open(id, interfaceIndex, time.nanoTime());
    try {
      handler.onPacket(packet);
      if (packet.completeIfOpen(PacketOutcome.FAILED)) {
        failures.record(
            "the packet handler of " + name + " broke its contract",
            new IllegalStateException("a packet was neither completed nor retained"));
      }
    } catch (RuntimeException | Error e) {
      failures.record("the packet handler of " + name + " threw", e);
      packet.completeIfOpen(PacketOutcome.FAILED);
    }
  }
}
