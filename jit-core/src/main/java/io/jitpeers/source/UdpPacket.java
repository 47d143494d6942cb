package io.jitpeers.source;

import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.source.support.ReusedPacket;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A packet object for the datagram in a source's receive buffer. */
final class UdpPacket extends ReusedPacket {
  private final ByteBuffer payload;
  private final InetSocketAddress destination;
  private final UdpForwarding forwarding;
  private InetSocketAddress source;

  /**
   * Creates an object that represents no packet until {@link #open(InetSocketAddress, long)} is
   * called.
   *
   * @param payload the receive buffer
   * @param destination the address that the source is bound to
   * @param forwarding forwards the packet when it is completed
   */
  UdpPacket(ByteBuffer payload, InetSocketAddress destination, UdpForwarding forwarding) {
    this.payload = payload;
    this.destination = destination;
    this.forwarding = forwarding;
    this.source = destination;
  }

  /** Reuses this object for the next packet. */
  void open(InetSocketAddress from, long nanos) {
    source = from;
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
    return new Retained(this);
  }

  @Override
  protected void onCompleted(PacketOutcome outcome) {
    forwarding.settle(outcome, payload, source, null);
  }

  @Override
  protected void onCompleted(PacketOutcome outcome, PacketPeer peer) {
    forwarding.settle(outcome, payload, source, peer);
  }

  /** A retained copy of the datagram. */
  private static final class Retained extends OwnedPacket {
    private final UdpForwarding forwarding;

    Retained(UdpPacket packet) {
      super(packet);
      this.forwarding = packet.forwarding;
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      forwarding.settle(outcome, payload(), source(), null);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome, PacketPeer peer) {
      forwarding.settle(outcome, payload(), source(), peer);
    }
  }
}
