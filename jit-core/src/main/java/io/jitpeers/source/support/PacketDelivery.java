package io.jitpeers.source.support;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import java.util.List;
import java.util.Objects;

/**
 * Delivers packets to a handler that may misbehave. The handler's exceptions are logged and
 * counted. A packet that the handler neither completes nor retains is completed as FAILED.
 * Thread-safe.
 */
public final class PacketDelivery {
  private final String name;
  private final PacketHandler handler;
  private final FailureLog failures;

  /**
   * Creates a delivery.
   *
   * @param name the source's name, for messages
   * @param handler receives the packets
   * @param failures records the handler's failures
   */
  public PacketDelivery(String name, PacketHandler handler, FailureLog failures) {
    this.name = Objects.requireNonNull(name, "name");
    this.handler = Objects.requireNonNull(handler, "handler");
    this.failures = Objects.requireNonNull(failures, "failures");
  }

  /**
   * Delivers one packet. Once this method has returned, the packet is completed or retained.
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
   * Delivers packets that were read together. Once this method has returned, each packet is
   * completed or retained.
   *
   * @param packets one or more open packets, oldest first; the list has constant-time access by
   *     index
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
