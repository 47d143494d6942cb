package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.spi.Packet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one packet object of a bound queue, laid over its receive buffer: what the handler rejects is
 * never copied. Valid, and used, only during the handler's call.
 */
final class QueuedPacket extends OncePacket {
  private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

  private final VerdictSender verdicts;
  private final UdpDatagram datagram;
  private final ByteBuffer payload;
  private InetSocketAddress source = NOBODY;
  private InetSocketAddress destination = NOBODY;
  private long id;
  private long captureNanos;
  private @Nullable RetainedPacket retained;

  QueuedPacket(ByteBuffer buffer, UdpDatagram datagram, VerdictSender verdicts) {
    this.payload = buffer.duplicate();
    this.datagram = datagram;
    this.verdicts = verdicts;
    closeIfOpen();
  }

  /** The payload of the datagram that was found, and that of the packet if it is delivered. */
  ByteBuffer look() {
    int start = datagram.payloadStart();
    payload.limit(start + datagram.payloadLength()).position(start);
    return payload;
  }

  /** Begins the life of the packet that was looked at. */
  void open(long wideId, int interfaceIndex, long nanos) {
    id = wideId;
    source = datagram.source(interfaceIndex);
    destination = datagram.destination(interfaceIndex);
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
                + " cannot be retained: it was completed, or its handler has returned");
      }
      verdicts.defer(id);
      retained = new RetainedPacket(this, verdicts, id);
    }
    return retained;
  }

  @Override
  void decide(boolean accept) {
    verdicts.decide(id, accept);
  }
}
