package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.spi.Packet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet with a payload of its own, valid for good; its verdict is still owed to the kernel. */
final class RetainedPacket extends OncePacket {
  private final VerdictSender verdicts;
  private final long id;
  private final ByteBuffer payload;
  private final InetSocketAddress source;
  private final InetSocketAddress destination;
  private final long captureNanos;

  /** Copies everything of a packet. */
  RetainedPacket(Packet packet, VerdictSender verdicts, long id) {
    this.verdicts = verdicts;
    this.id = id;
    ByteBuffer from = packet.payload();
    this.payload = ByteBuffer.allocate(from.remaining()).put(from.duplicate()).flip();
    this.source = packet.source();
    this.destination = packet.destination();
    this.captureNanos = packet.captureNanos();
  }

  @Override
  public InetSocketAddress source() {
    return source;
  }

  @Override
  public InetSocketAddress destination() {
    return destination;
  }

  @Override
  public ByteBuffer payload() {
    return payload;
  }

  @Override
  public long captureNanos() {
    return captureNanos;
  }

  @Override
  public Packet retain() {
    return this;
  }

  @Override
  void decide(boolean accept) {
    verdicts.settle(id, accept);
  }
}
