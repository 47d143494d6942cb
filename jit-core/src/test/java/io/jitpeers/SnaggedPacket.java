package io.jitpeers;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.Snag;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet in which threads of a given name get stuck. */
record SnaggedPacket(Packet packet, String thread, Snag snag) implements Packet {
  @Override
  public InetSocketAddress source() {
    return packet.source();
  }

  @Override
  public InetSocketAddress destination() {
    return packet.destination();
  }

  @Override
  public ByteBuffer payload() {
    if (Thread.currentThread().getName().startsWith(thread)) {
      snag.hangHere();
    }
    return packet.payload();
  }

  @Override
  public long captureNanos() {
    return packet.captureNanos();
  }

  @Override
  public Packet retain() {
    return this;
  }

  @Override
  public void complete(PacketOutcome outcome) {
    packet.complete(outcome);
  }
}
