package io.jitpeers.internal.admission;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A packet that counts how often its payload is asked for. */
record CountedPacket(Packet packet, AtomicInteger reads) implements Packet {
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
    reads.incrementAndGet();
    return packet.payload();
  }

  @Override
  public long captureNanos() {
    return packet.captureNanos();
  }

  @Override
  public Packet retain() {
    return packet.retain();
  }

  @Override
  public void complete(PacketOutcome outcome) {
    packet.complete(outcome);
  }
}
