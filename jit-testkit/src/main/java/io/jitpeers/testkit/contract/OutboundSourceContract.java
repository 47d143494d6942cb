package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract tests of {@link OutboundSource}. The test of an implementation extends this class,
 * creates a source, and makes it capture packets. The source is closed after each test.
 *
 * <pre>{@code
 * class TunSourceTest extends OutboundSourceContract {
 *   private final FakeTun tun = new FakeTun();
 *
 *   protected OutboundSource createSource()       { return new TunSource(tun); }
 *   protected void send(InetAddress destination) { tun.writePacketTo(destination); }
 * }
 * }</pre>
 *
 * <p>Packets may be delivered on any thread. A test waits up to a minute for each packet.
 */
public abstract class OutboundSourceContract {
  /**
   * The time limit of a wait. It is long enough for a busy machine; a passing test never reaches
   * it.
   */
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<InetAddress> destinations = new LinkedBlockingQueue<>();
  private final BlockingQueue<ByteBuffer> buffers = new LinkedBlockingQueue<>();
  private final BlockingQueue<ByteOrder> orders = new LinkedBlockingQueue<>();
  private final BlockingQueue<RetainedOutboundPacket> retained = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init") // set by openSource
  private OutboundSource source;

  /** Creates a contract. */
  protected OutboundSourceContract() {}

  /**
   * Creates a source.
   *
   * @return a source that was not started
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract OutboundSource createSource() throws Exception;

  /**
   * Makes the source capture a small IP packet. The packets must reach the source in the order of
   * the calls. After the source is closed this method must not fail.
   *
   * @param destination the packet's destination address
   * @throws Exception if the packet cannot be sent; the test then fails
   */
  protected abstract void send(InetAddress destination) throws Exception;

  @BeforeEach
  void openSource() throws Exception {
    source = createSource();
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  /** {@return the source under test, for additional tests of an implementation} */
  protected final OutboundSource source() {
    return source;
  }

  private void start() {
    source.start(
        packet -> {
          destinations.add(address(packet.destination()));
          // The test asserts later, because a source catches what its handler throws, including a
          // failed assertion.
          buffers.add(packet.destination());
          buffers.add(packet.destination());
          orders.add(packet.destination().order());
          retained.add(packet.retain());
        });
  }

  private static InetAddress address(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s");
    }
    return taken;
  }

  private static InetAddress at(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.2", "2001:db8::2"})
  void tellsWhomAPacketIsFor(String literal) throws Exception {
    start();
    send(at(literal));
    assertThat(take(destinations)).isEqualTo(at(literal));
    assertThat(take(buffers)).as("one buffer for a packet").isSameAs(take(buffers));
    assertThat(take(orders)).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(source.statistics().received()).isPositive();
    assertThat(source.name()).isNotBlank();
  }

  @Test
  void countsAPacketBeforeItIsDelivered() throws Exception {
    BlockingQueue<Long> counted = new LinkedBlockingQueue<>();
    source.start(packet -> counted.add(source.statistics().received()));
    send(at("10.0.0.2"));
    assertThat(take(counted)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(OutboundOutcome.class)
  void takesEachOutcomeOnce(OutboundOutcome outcome) throws Exception {
    start();
    send(at("10.0.0.2"));
    RetainedOutboundPacket packet = take(retained);
    packet.complete(outcome);
    assertThatThrownBy(() -> packet.complete(outcome)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void outlivesAHandlerThatThrows() throws Exception {
    source.start(
        packet -> {
          InetAddress to = address(packet.destination());
          destinations.add(to);
          if (to.getHostAddress().equals("10.0.0.2")) {
            throw new IllegalStateException("on purpose");
          }
        });
    send(at("10.0.0.2"));
    send(at("10.0.0.3"));
    take(destinations);
    assertThat(take(destinations)).isEqualTo(at("10.0.0.3"));
  }

  @Test
  void startsOnce() {
    start();
    assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
    source.close();
    source.close();
    assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void deliversNothingOnceClosedAndStillTakesOutcomes() throws Exception {
    start();
    send(at("10.0.0.2"));
    RetainedOutboundPacket packet = take(retained);
    source.close();
    send(at("10.0.0.3"));
    packet.complete(OutboundOutcome.NOT_WOKEN);
    assertThat(destinations).hasSize(1);
  }
}
