package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.source.support.ReusedPacket;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The one packet object of a bound queue, laid over its receive buffer: what the handler rejects is
 * never copied. Valid, and used, only during the handler's call.
 */
final class QueuedPacket extends ReusedPacket {
  private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

  private final VerdictSender verdicts;
  private final UdpDatagram datagram;
  private final ByteBuffer payload;
  private InetSocketAddress source = NOBODY;
  private InetSocketAddress destination = NOBODY;
  private long id;

  QueuedPacket(ByteBuffer buffer, UdpDatagram datagram, VerdictSender verdicts) {
    this.payload = buffer.duplicate();
    this.datagram = datagram;
    this.verdicts = verdicts;
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
    open(nanos);
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
  protected OwnedPacket copy() {
    HeldPacket held = new HeldPacket(this);
    // Not before: a packet that could not be copied is decided as if nobody had asked.
    verdicts.defer(id);
    return held;
  }

  @Override
  protected void onCompleted(PacketOutcome outcome) {
    verdicts.decide(id, passes(outcome));
  }

  /**
   * After a failure the kernel ignores the initiation, and the client retries. What nobody has
   * looked at the kernel judges by itself, with its own protection against floods.
   */
  private static boolean passes(PacketOutcome outcome) {
    return switch (outcome) {
      case INSTALLED, ALREADY_RESIDENT, NOT_EXAMINED, FAILED -> true;
      case REJECTED -> false;
    };
  }

  /** A copy that is valid for good; its verdict is still owed to the kernel. */
  private static final class HeldPacket extends OwnedPacket {
    private final VerdictSender verdicts;
    private final long id;

    HeldPacket(QueuedPacket packet) {
      super(packet);
      verdicts = packet.verdicts;
      id = packet.id;
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      verdicts.settle(id, passes(outcome));
    }
  }
}
