package io.jitpeers.source.support;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import java.util.List;
import java.util.Objects;

/**
 * Delivers packets to a handler that may misbehave: its exceptions are logged and counted, and a
 * packet that it neither completed nor retained is completed as FAILED. Thread-safe.
 */
public final class PacketDelivery {
  private final String name;
  private final PacketHandler handler;
  private final FailureLog failures;

  /**
   * Creates a delivery.
   *
   * @param name the source's, for messages
   * @param handler receives the packets
   * @param failures where failures of the handler go
   */
  public PacketDelivery(String name, PacketHandler handler, FailureLog failures) {
    this.name = Objects.requireNonNull(name, "name");
    this.handler = Objects.requireNonNull(handler, "handler");
    this.failures = Objects.requireNonNull(failures, "failures");
  }

  /**
   * Delivers one packet. It is completed or retained when this returns.
   *
   * @param packet an open packet
   */
  public void deliver(ReusedPacket packet) {
    try {
      handler.onPacket(packet);
      if (packet.completeIfOpen(PacketOutcome.FAILED)) {
        recordOpen();
      }
    } catch (RuntimeException | Error e) {
      recordThrown(e);
      packet.completeIfOpen(PacketOutcome.FAILED);
    }
  }

  /**
   * Delivers packets that were read together. Each is completed or retained when this returns.
   *
   * @param packets open packets, oldest first, at least one; gives its elements in constant time
   */
  public void deliver(List<? extends ReusedPacket> packets) {
    boolean thrown = false;
    try {
      handler.onPackets(packets);
    } catch (RuntimeException | Error e) {
      recordThrown(e);
      thrown = true;
    }
    boolean leftOpen = false;
    for (int i = 0; i < packets.size(); i++) {
      leftOpen |= packets.get(i).completeIfOpen(PacketOutcome.FAILED);
    }
    if (leftOpen && !thrown) {
      recordOpen();
    }
  }

  private void recordThrown(Throwable failure) {
    failures.record("the packet handler of " + name + " threw", failure);
  }

  private void recordOpen() {
    failures.record(
        "the packet handler of " + name + " broke its contract",
        new IllegalStateException("a packet was neither completed nor retained"));
  }
}
