package io.jitpeers.source;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet with a payload of its own, valid for good. */
final class OwnedPacket extends CompletablePacket {
  private final ByteBuffer payload;
  private final InetSocketAddress source;
  private final InetSocketAddress destination;
  private final long captureNanos;
  private final Completion completion;
  private volatile boolean retained;

  /** What the source does with a packet that was completed. */
  @FunctionalInterface
  interface Completion {
    /** Takes the payload, which nobody else uses any more. */
    void completed(PacketOutcome outcome, ByteBuffer payload, InetSocketAddress source);
  }

  /** Copies the payload, without moving its position. */
  OwnedPacket(
      ByteBuffer payload,
      InetSocketAddress source,
      InetSocketAddress destination,
      long captureNanos,
      Completion completion) {
    this.payload = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
    this.source = source;
    this.destination = destination;
    this.captureNanos = captureNanos;
    this.completion = completion;
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
    retained = true;
    return this;
  }

  /** Whether the handler took responsibility for completing the packet later. */
  boolean isRetained() {
    return retained;
  }

  @Override
  void onCompleted(PacketOutcome outcome) {
    completion.completed(outcome, payload, source);
  }
}
