package io.jitpeers.testkit;

import com.google.common.net.InetAddresses;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wakeup.OutboundHandler;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.OutboundPacket;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A source of outbound packets that delivers the test's packets on the test's thread. Not
 * thread-safe.
 */
public final class ManualOutboundSource implements OutboundSource {
  private @Nullable OutboundHandler handler;
  private long received;
  private boolean closed;

  /** Creates a source. */
  public ManualOutboundSource() {}

  /** A packet of a test. It records its outcome if the handler retains and completes it. */
  public static final class Delivery implements OutboundPacket, RetainedOutboundPacket {
    private final ByteBuffer destination;
    private final boolean whole;
    private boolean retained;
    private @Nullable OutboundOutcome outcome;

    /**
     * Creates a packet.
     *
     * @param address the packet's destination address, as a literal
     * @param whole whether the whole packet was captured, so that it can be sent again
     */
    public Delivery(String address, boolean whole) {
      this.destination = ByteBuffer.wrap(InetAddresses.forString(address).getAddress());
      this.whole = whole;
    }

    /** {@return the packet's outcome; null if the packet is not completed} */
    public @Nullable OutboundOutcome outcome() {
      return outcome;
    }

    /** {@return whether the handler retained the packet} */
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

  /**
   * Delivers a packet that was captured as a whole.
   *
   * @param address the packet's destination address, as a literal
   * @return the packet
   * @throws IllegalStateException if the source is not started
   */
  public Delivery deliver(String address) {
    return deliver(new Delivery(address, true));
  }

  /**
   * Delivers a packet.
   *
   * @param packet the packet
   * @return the same packet
   * @throws IllegalStateException if the source is not started
   */
  public Delivery deliver(Delivery packet) {
    if (handler == null) {
      throw new IllegalStateException("the source is not started");
    }
    received++;
    handler.onPacket(packet);
    return packet;
  }

  /** {@return whether the source was started} */
  public boolean isStarted() {
    return handler != null;
  }

  /** {@return whether the source was closed} */
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
