package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of packet sources fails each source with a fault. */
class PacketSourceMutantsTest {
  private static final InetSocketAddress CLIENT = IpPackets.at("192.0.2.7", 7);
  private static final InetSocketAddress GATEWAY = IpPackets.at("198.51.100.1", 51_820);

  /** What is wrong with a source. */
  enum Fault {
    CHANGES_THE_PAYLOAD,
    SWAPS_THE_ADDRESSES,
    GIVES_A_NEW_BUFFER_EACH_TIME,
    USES_A_RETAINED_PAYLOAD_AGAIN,
    RETAINS_ANOTHER_SOURCE,
    RETAINS_ANOTHER_TIME,
    COMPLETES_TWICE,
    COMPLETES_TWICE_WITH_A_PEER,
    DELIVERS_ANYTHING,
    DELIVERS_OTHER_LENGTHS,
    COUNTS_NOTHING,
    COUNTS_ANEW_WHEN_CLOSED,
    IS_ENDED_BY_A_HANDLER_THAT_THROWS,
    STARTS_TWICE,
    STARTS_WHEN_CLOSED,
    FAILS_TO_CLOSE_AGAIN,
    DELIVERS_WHEN_CLOSED,
    REFUSES_OUTCOMES_WHEN_CLOSED,
    REFUSES_PORTS_WHEN_CLOSED,
    HOLDS_PACKETS_ONCE_STARTED,
    HOLDS_PACKETS_THAT_IT_DOES_NOT_RETURN,
    HAS_NO_NAME
  }

  /** Delivers on the sender's thread. */
  private static final class Source implements PacketSource {
    private final @Nullable Fault fault;
    private final byte[] shared = new byte[148];
    private @Nullable PacketHandler handler;
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
    public void listenPorts(Set<Integer> ports) {
      if (closed && has(Fault.REFUSES_PORTS_WHEN_CLOSED)) {
        throw new IllegalStateException("closed");
      }
    }

    @Override
    public void start(PacketHandler newHandler) {
      if ((handler != null && !closed && !has(Fault.STARTS_TWICE))
          || (closed && !has(Fault.STARTS_WHEN_CLOSED))) {
        throw new IllegalStateException("started or closed before");
      }
      handler = newHandler;
    }

    void send(byte[] payload) {
      if (handler == null
          || (closed && !has(Fault.DELIVERS_WHEN_CLOSED))
          || !isDelivered(payload)) {
        return;
      }
      received += has(Fault.COUNTS_NOTHING) ? 0 : 1;
      try {
        handler.onPacket(new Incoming(this, payload));
      } catch (RuntimeException e) {
        if (has(Fault.IS_ENDED_BY_A_HANDLER_THAT_THROWS)) {
          throw e;
        }
      }
    }

    private boolean isDelivered(byte[] payload) {
      boolean type = ByteBuffer.wrap(payload).getInt() == 0x01000000;
      return has(Fault.DELIVERS_ANYTHING)
          || (type && (payload.length == 148 || has(Fault.DELIVERS_OTHER_LENGTHS)));
    }

    @Override
    public boolean returnsPackets() {
      return false;
    }

    @Override
    public boolean holdsPackets() {
      return has(Fault.HOLDS_PACKETS_THAT_IT_DOES_NOT_RETURN)
          || (has(Fault.HOLDS_PACKETS_ONCE_STARTED) && handler != null);
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(closed && has(Fault.COUNTS_ANEW_WHEN_CLOSED) ? 0 : received, 0, 0);
    }

    @Override
    public void close() {
      if (closed && has(Fault.FAILS_TO_CLOSE_AGAIN)) {
        throw new IllegalStateException("closed before");
      }
      closed = true;
    }
  }

  private static final class Incoming implements Packet {
    private final Source source;
    private final ByteBuffer payload;
    private boolean retained;
    private boolean completed;

    Incoming(Source source, byte[] sent) {
      this.source = source;
      byte[] bytes = sent.clone();
      if (source.has(Fault.CHANGES_THE_PAYLOAD)) {
        bytes[bytes.length - 1] ^= 1;
      }
      if (source.has(Fault.USES_A_RETAINED_PAYLOAD_AGAIN)) {
        System.arraycopy(bytes, 0, source.shared, 0, bytes.length);
        bytes = source.shared;
      }
      payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    @Override
    public InetSocketAddress source() {
      boolean other = source.has(Fault.RETAINS_ANOTHER_SOURCE) && retained;
      return source.has(Fault.SWAPS_THE_ADDRESSES) || other ? GATEWAY : CLIENT;
    }

    @Override
    public InetSocketAddress destination() {
      return source.has(Fault.SWAPS_THE_ADDRESSES) ? CLIENT : GATEWAY;
    }

    @Override
    public ByteBuffer payload() {
      return source.has(Fault.GIVES_A_NEW_BUFFER_EACH_TIME) ? payload.duplicate() : payload;
    }

    @Override
    public long captureNanos() {
      return source.has(Fault.RETAINS_ANOTHER_TIME) && retained ? 2 : 1;
    }

    @Override
    public Packet retain() {
      if (source.has(Fault.RETAINS_ANOTHER_SOURCE) || source.has(Fault.RETAINS_ANOTHER_TIME)) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        Incoming other = retained ? this : new Incoming(source, copy);
        other.retained = true;
        return other;
      }
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {
      if ((completed && !source.has(Fault.COMPLETES_TWICE))
          || (source.closed && source.has(Fault.REFUSES_OUTCOMES_WHEN_CLOSED))) {
        throw new IllegalStateException("completed before");
      }
      completed = true;
    }

    @Override
    public void complete(PacketOutcome outcome, PacketPeer peer) {
      if (!source.has(Fault.COMPLETES_TWICE_WITH_A_PEER)) {
        complete(outcome);
      }
    }
  }

  private static final class Contract extends PacketSourceContract {
    private final @Nullable Fault fault;
    private Source newest;

    Contract(@Nullable Fault fault) {
      this.fault = fault;
      this.newest = new Source(fault);
    }

    @Override
    protected PacketSource createSource() {
      newest = new Source(fault);
      return newest;
    }

    @Override
    protected Addresses send(byte[] payload) {
      newest.send(payload);
      return new Addresses(CLIENT, GATEWAY);
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
