package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.frame.FrameDecoder;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.source.support.ReusedPacket;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A packet backed by the memory of a batch. Bytes are copied, and address objects created, only
 * when a caller asks for them.
 */
final class CapturedFrame extends ReusedPacket implements CapturedPacket {
  private final ByteBuffer payload;
  private final FrameDecoder decoder;
  private final PacketCompletion completion;
  private @Nullable InetSocketAddress source;
  private @Nullable InetSocketAddress destination;
  private long frameNumber;
  private long seconds;
  private long nanos;

  CapturedFrame(ByteBuffer buffer, LinkType linkType, PacketCompletion completion) {
    this.payload = buffer.duplicate();
    this.decoder = new FrameDecoder(buffer, linkType);
    this.completion = completion;
  }

  /**
   * Decodes a frame. Returns null if the frame contains a UDP datagram, and otherwise the reason
   * for the refusal. After null was returned, {@link #payload} returns the payload of the datagram.
   */
  @Nullable FrameRefusal decode(int start, int captured) {
    FrameRefusal refusal = decoder.decode(start, captured);
    if (refusal == null) {
      int from = decoder.datagram().payloadStart();
      payload.limit(from + decoder.datagram().payloadLength()).position(from);
    }
    return refusal;
  }

  /**
   * Returns the datagram's destination port. Valid after {@link #decode}, even before {@link #open}
   * is called.
   */
  @Override
  public int destinationPort() {
    return decoder.datagram().destinationPort();
  }

  /** Opens the packet of the frame that {@link #decode} decoded last. This object is the packet. */
  void open(long number, long captureSeconds, long captureFractionNanos, long monotonicNanos) {
    frameNumber = number;
    seconds = captureSeconds;
    nanos = captureFractionNanos;
    source = null;
    destination = null;
    open(monotonicNanos);
  }

  @Override
  public InetSocketAddress source() {
    if (source == null) {
      source = decoder.datagram().source(decoder.interfaceIndex());
    }
    return source;
  }

  @Override
  public InetSocketAddress destination() {
    if (destination == null) {
      destination = decoder.datagram().destination(decoder.interfaceIndex());
    }
    return destination;
  }

  @Override
  public ByteBuffer payload() {
    return payload;
  }

  @Override
  public long frameNumber() {
    return frameNumber;
  }

  @Override
  public Instant captureTime() {
    return Instant.ofEpochSecond(seconds, nanos);
  }

  @Override
  protected OwnedPacket copy() {
    return new RetainedFrame(this);
  }

  @Override
  protected void onCompleted(PacketOutcome outcome) {
    completion.completed(this, outcome);
  }

  /** A copy of a packet, which stays valid after the batch is overwritten. */
  private static final class RetainedFrame extends OwnedPacket implements CapturedPacket {
    private final PacketCompletion completion;
    private final long frameNumber;
    private final Instant captureTime;

    RetainedFrame(CapturedFrame frame) {
      super(frame);
      completion = frame.completion;
      frameNumber = frame.frameNumber;
      captureTime = frame.captureTime();
    }

    @Override
    public long frameNumber() {
      return frameNumber;
    }

    @Override
    public Instant captureTime() {
      return captureTime;
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      completion.completed(this, outcome);
    }
  }
}
