package io.jitpeers.source.support;

import io.jitpeers.spi.Packet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet with a payload of its own, which stays valid and can be used on any thread. */
public abstract class OwnedPacket extends CompletablePacket {
  private final ByteBuffer payload;
  private final InetSocketAddress source;
  private final InetSocketAddress destination;
  private final long captureNanos;
  private volatile boolean retained;

  /**
   * Creates a packet.
   *
   * @param payload the payload, from position to limit; copied, and its position does not change
   * @param source the address that the packet came from; resolved
   * @param destination the address that the packet was sent to; resolved
   * @param captureNanos when the packet was captured, a reading of the monotonic clock
   */
  protected OwnedPacket(
      ByteBuffer payload,
      InetSocketAddress source,
      InetSocketAddress destination,
      long captureNanos) {
    this.payload = ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip();
    this.source = source;
    this.destination = destination;
    this.captureNanos = captureNanos;
  }

  /**
   * Creates a copy of a packet.
   *
   * @param packet the packet to copy; not changed
   */
  protected OwnedPacket(Packet packet) {
    this(packet.payload(), packet.source(), packet.destination(), packet.captureNanos());
  }

  @Override
  public final InetSocketAddress source() {
    return source;
  }

  @Override
  public final InetSocketAddress destination() {
    return destination;
  }

  @Override
  public final ByteBuffer payload() {
    return payload;
  }

  @Override
  public final long captureNanos() {
    return captureNanos;
  }

  @Override
  public final Packet retain() {
    retained = true;
    return this;
  }

  /**
   * Returns whether the packet was retained. A retained packet may be completed after the handler
   * has returned.
   *
   * @return true if {@link #retain} was called
   */
  public final boolean isRetained() {
    return retained;
  }
}
