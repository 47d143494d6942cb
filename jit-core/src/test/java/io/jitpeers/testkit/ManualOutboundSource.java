package io.jitpeers.testkit;

import com.google.common.net.InetAddresses;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wakeup.OutboundHandler;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.OutboundPacket;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.nio.ByteBuffer;

/** A source of outbound packets that delivers what the test gives it, on the test's thread. */
public final class ManualOutboundSource implements OutboundSource {
  private OutboundHandler handler;
  private long received;
  private boolean closed;

  /** One packet, and what became of it if it was retained. */
  public static final class Delivery implements OutboundPacket, RetainedOutboundPacket {
    private final ByteBuffer destination;
    private final boolean whole;
    private boolean retained;
    private OutboundOutcome outcome;

    /** A packet to an address, all of which was captured or not. */
    public Delivery(String address, boolean whole) {
      this.destination = ByteBuffer.wrap(InetAddresses.forString(address).getAddress());
      this.whole = whole;
    }

    /** What became of it; null if nothing yet. */
    public OutboundOutcome outcome() {
      return outcome;
    }

    public boolean isRetained() {
      return retained;
    }

    @Override
    public ByteBuffer destination() {
      return destination;
    }

    @Override
    public RetainedOutboundPacket retain() {
      if (retained) {
        throw new IllegalStateException("retained before");
      }
      retained = true;
      return this;
    }

    @Override
    public boolean canBeSentAgain() {
      return whole;
    }

    @Override
    public void complete(OutboundOutcome completedAs) {
      if (outcome != null || !retained) {
        throw new IllegalStateException("completed before, or not retained");
      }
      outcome = completedAs;
    }
  }

  /** Delivers a whole packet to an address. */
  public Delivery deliver(String address) {
    return deliver(new Delivery(address, true));
  }

  /** Delivers a packet. */
  public Delivery deliver(Delivery packet) {
    received++;
    handler.onPacket(packet);
    return packet;
  }

  public boolean isStarted() {
    return handler != null;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return "manual-outbound";
  }

  @Override
  public void start(OutboundHandler outboundHandler) {
    handler = outboundHandler;
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(received, 0, 0);
  }

  @Override
  public void close() {
    closed = true;
  }
}
