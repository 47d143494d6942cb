package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.source.support.ReusedPacket;
import io.jitpeers.source.support.UdpDatagram;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The packet object of a bound queue. It is reused for every packet and refers to the receive
 * buffer, so that a packet is copied only if the handler retains it. Valid only during the
 * handler's call.
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

  /**
   * Returns the UDP payload that was decoded last. It is also the result of {@link #payload} from
   * now on.
   */
  ByteBuffer look() {
    int start = datagram.payloadStart();
    payload.limit(start + datagram.payloadLength()).position(start);
    return payload;
  }

  /** Initializes the packet with the UDP datagram that was decoded last. */
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
    // The packet is deferred only after it was copied. If copying fails, the packet is decided like
    // a packet that the handler did not retain.
    verdicts.defer(id);
    return held;
  }

  @Override
  protected void onCompleted(PacketOutcome outcome) {
    verdicts.decide(id, passes(outcome));
  }

  /**
   * Returns whether an outcome lets the packet pass. FAILED lets the packet pass. If the peer is
   * not on the device, the kernel ignores the packet, and the client retries. NOT_EXAMINED also
   * lets it pass: the kernel has its own protection against floods.
   */
  private static boolean passes(PacketOutcome outcome) {
    return switch (outcome) {
      case INSTALLED, ALREADY_RESIDENT, NOT_EXAMINED, FAILED -> true;
      case REJECTED -> false;
    };
  }

  /**
   * A retained copy of a packet, valid indefinitely. The kernel keeps the original packet in the
   * queue until a verdict is sent.
   */
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
