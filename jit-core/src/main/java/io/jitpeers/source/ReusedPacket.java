package io.jitpeers.source;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one packet object of a receiving thread, laid over its buffer: what the handler rejects is
 * never copied. Valid, and used, only during the handler's call.
 */
final class ReusedPacket extends CompletablePacket {
  private final ByteBuffer payload;
  private final InetSocketAddress destination;
  private final OwnedPacket.Completion completion;
  private InetSocketAddress source;
  private long captureNanos;
  private @Nullable OwnedPacket retained;

  ReusedPacket(
      ByteBuffer payload, InetSocketAddress destination, OwnedPacket.Completion completion) {
    this.payload = payload;
    this.destination = destination;
    this.completion = completion;
    this.source = destination;
    closeIfOpen();
  }

  /** Begins the life of the next packet, whose payload is in the buffer. */
  void open(InetSocketAddress from, long nanos) {
    source = from;
    captureNanos = nanos;
    retained = null;
    reopen();
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
    if (retained == null) {
      if (!closeIfOpen()) {
        throw new IllegalStateException(
            "the packet from "
                + source
                + " cannot be retained: it was completed, or its handler"
                + " has returned");
      }
      retained = new OwnedPacket(payload, source, destination, captureNanos, completion);
    }
    return retained;
  }

  @Override
  void onCompleted(PacketOutcome outcome) {
    completion.completed(outcome, payload, source);
  }
}
