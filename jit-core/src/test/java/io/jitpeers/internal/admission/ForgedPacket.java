package io.jitpeers.internal.admission;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet that MAC1 must refuse. It can be delivered repeatedly. */
record ForgedPacket(ByteBuffer payload) implements Packet {

  @Override
  public InetSocketAddress source() {
    throw new AssertionError("a forged packet's source was asked for");
  }

  @Override
  public InetSocketAddress destination() {
    throw new AssertionError("a forged packet's destination was asked for");
  }

  @Override
  public long captureNanos() {
    return 0;
  }

  @Override
  public Packet retain() {
    throw new AssertionError("a forged packet was admitted");
  }

  @Override
  public void complete(PacketOutcome outcome) {}
}
