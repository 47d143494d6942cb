package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wakeup.OutboundHandler;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.OutboundPacket;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of sources of outbound packets fails each source with a fault. */
class OutboundSourceMutantsTest {

  /** What is wrong with a source. */
  enum Fault {
    TELLS_ANOTHER_DESTINATION,
    GIVES_LITTLE_ENDIAN_BUFFERS,
    GIVES_A_NEW_BUFFER_EACH_TIME,
    COUNTS_NOTHING,
    COUNTS_AFTER_DELIVERY,
    COMPLETES_TWICE,
    IS_ENDED_BY_A_HANDLER_THAT_THROWS,
    STARTS_TWICE,
    STARTS_WHEN_CLOSED,
    DELIVERS_WHEN_CLOSED,
    REFUSES_OUTCOMES_WHEN_CLOSED,
    HAS_NO_NAME
  }

  /** Delivers on the sender's thread. */
  private static final class Source implements OutboundSource {
    private final @Nullable Fault fault;
    private @Nullable OutboundHandler handler;
    private long received;
    private boolean closed;

    Source(@Nullable Fault fault) {
      this.fault = fault;
    }

    private boolean has(Fault which) {
      return fault == which;
    }

    @Override
    public String name() {
      return has(Fault.HAS_NO_NAME) ? " " : "scripted";
    }

    @Override
    public void start(OutboundHandler newHandler) {
      if ((handler != null && !has(Fault.STARTS_TWICE) && !closed)
          || (closed && !has(Fault.STARTS_WHEN_CLOSED))) {
        throw new IllegalStateException("started or closed before");
      }
      handler = newHandler;
    }

    void send(InetAddress destination) {
      if (handler == null || (closed && !has(Fault.DELIVERS_WHEN_CLOSED))) {
        return;
      }
      if (!has(Fault.COUNTS_NOTHING) && !has(Fault.COUNTS_AFTER_DELIVERY)) {
        received++;
      }
      try {
        handler.onPacket(new Packet(this, destination));
      } catch (RuntimeException e) {
        if (has(Fault.IS_ENDED_BY_A_HANDLER_THAT_THROWS)) {
          throw e;
        }
      }
      if (has(Fault.COUNTS_AFTER_DELIVERY)) {
        received++;
      }
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

  private static final class Packet implements OutboundPacket, RetainedOutboundPacket {
    private final Source source;
    private final ByteBuffer destination;
    private boolean completed;

    Packet(Source source, InetAddress destination) {
      this.source = source;
      byte[] address = destination.getAddress();
      if (source.has(Fault.TELLS_ANOTHER_DESTINATION)) {
        address[address.length - 1] ^= 1;
      }
      this.destination = ByteBuffer.wrap(address);
      if (source.has(Fault.GIVES_LITTLE_ENDIAN_BUFFERS)) {
        this.destination.order(ByteOrder.LITTLE_ENDIAN);
      }
    }

    @Override
    public ByteBuffer destination() {
      return source.has(Fault.GIVES_A_NEW_BUFFER_EACH_TIME)
          ? ByteBuffer.wrap(destination.array())
          : destination;
    }

    @Override
    public RetainedOutboundPacket retain() {
      return this;
    }

    @Override
    public boolean canBeSentAgain() {
      return false;
    }

    @Override
    public void complete(OutboundOutcome outcome) {
      if ((completed && !source.has(Fault.COMPLETES_TWICE))
          || (source.closed && source.has(Fault.REFUSES_OUTCOMES_WHEN_CLOSED))) {
        throw new IllegalStateException("completed before");
      }
      completed = true;
    }
  }

  private static final class Contract extends OutboundSourceContract {
    private final Source source;

    Contract(@Nullable Fault fault) {
      source = new Source(fault);
    }

    @Override
    protected OutboundSource createSource() {
      return source;
    }

    @Override
    protected void send(InetAddress destination) {
      source.send(destination);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aSourceWithAFaultFails(Fault fault) throws Exception {
    assertThat(ContractRun.of(() -> new Contract(fault)).failures())
        .as(fault + " fails a test")
        .isNotEmpty();
  }

  @Test
  void aSourceWithoutOnePasses() throws Exception {
    assertThat(ContractRun.of(() -> new Contract(null)).failures()).isEmpty();
  }
}
