package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract tests of {@link PacketSource}. The test of an implementation extends this class,
 * creates a source, and makes it capture datagrams. The source is closed after each test.
 *
 * <pre>{@code
 * class RelaySourceTest extends PacketSourceContract {
 *   private final FakeRelay relay = new FakeRelay();
 *
 *   protected PacketSource createSource() { return new RelaySource(relay); }
 *
 *   protected Addresses send(byte[] payload) {
 *     relay.receive(CLIENT, GATEWAY, payload);
 *     return new Addresses(CLIENT, GATEWAY);
 *   }
 * }
 * }</pre>
 *
 * <p>Packets may be delivered on any thread, but in the order in which they were sent.
 */
public abstract class PacketSourceContract {
  /** The time limit of a wait, long enough for a busy machine. */
  private static final long PATIENCE_SECONDS = 60;

  @SuppressWarnings("NullAway.Init") // set by openSource
  private PacketSource source;

  /** Creates a contract. */
  protected PacketSourceContract() {}

  /**
   * Creates a source.
   *
   * @return a source that was not started
   * @throws Exception if this method fails; the test then fails
   */
  protected abstract PacketSource createSource() throws Exception;

  /**
   * Makes the source capture a UDP datagram. The datagrams must reach the source in the order of
   * the calls. After the source is closed this method must not fail.
   *
   * @param payload the datagram's payload
   * @return the addresses that the source should report
   * @throws Exception if the datagram cannot be sent; the test then fails
   */
  protected abstract Addresses send(byte[] payload) throws Exception;

  /**
   * The addresses of a datagram.
   *
   * @param source the sender's address and port
   * @param destination the receiver's address and port
   */
  public record Addresses(InetSocketAddress source, InetSocketAddress destination) {}

  @BeforeEach
  void openSource() throws Exception {
    source = createSource();
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @Test
  void deliversAnInitiationAsItWasSent() throws Exception {
    Deliveries deliveries = start();
    Addresses addresses = send(initiation(1));
    Packet packet = deliveries.next();
    assertThat(packet.source()).isEqualTo(addresses.source());
    assertThat(packet.destination()).isEqualTo(addresses.destination());
    assertThat(bytes(packet)).isEqualTo(initiation(1));
    assertThat(packet.payload()).isSameAs(packet.payload());
    packet.complete(PacketOutcome.REJECTED);
  }

  @Test
  void deliversWhenItKnowsTheListenPortsAndWhenItIsToldAgain() throws Exception {
    Addresses addresses = send(initiation(1));
    Set<Integer> ports = Set.of(addresses.destination().getPort());
    source.close();
    source = createSource();
    source.listenPorts(ports);
    Deliveries deliveries = start();
    source.listenPorts(ports);
    // Without a listen port, no packet is for the device. The device may get a port later.
    source.listenPorts(Set.of());
    source.listenPorts(ports);
    send(initiation(2));
    Packet packet = deliveries.next();
    while (!Arrays.equals(bytes(packet), initiation(2))) {
      packet.complete(PacketOutcome.REJECTED);
      packet = deliveries.next();
    }
    packet.complete(PacketOutcome.REJECTED);
    source.close();
    assertThatCode(() -> source.listenPorts(ports)).doesNotThrowAnyException();
  }

  @Test
  void deliversInTheHandlersCallWhatRetainKeeps() throws Exception {
    BlockingQueue<byte[]> inCall = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> agrees = new LinkedBlockingQueue<>();
    BlockingQueue<Packet> kept = new LinkedBlockingQueue<>();
    source.start(
        packet -> {
          inCall.add(bytes(packet));
          Packet retained = packet.retain();
          // The test asserts later, because a source catches what its handler throws, including a
          // failed assertion.
          agrees.add(
              retained.source().equals(packet.source())
                  && retained.captureNanos() == packet.captureNanos());
          kept.add(retained);
        });
    send(initiation(1));
    Packet packet = take(kept);
    assertThat(take(inCall)).isEqualTo(initiation(1));
    assertThat(take(agrees)).as("what is retained has the same source and time").isTrue();
    assertThat(bytes(packet)).isEqualTo(initiation(1));
    assertThat(packet.retain()).isSameAs(packet);
    packet.complete(PacketOutcome.REJECTED);
  }

  @Test
  void completingAPacketWithWhoseItIsCompletesItOnce() throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet packet = deliveries.next();
    PacketPeer peer = new PacketPeer(PublicKey.ofBytes(new byte[32]), Optional.empty());
    packet.complete(PacketOutcome.ALREADY_RESIDENT, peer);
    assertThatThrownBy(() -> packet.complete(PacketOutcome.ALREADY_RESIDENT, peer))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> packet.complete(PacketOutcome.ALREADY_RESIDENT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRetainedPacketOutlivesLaterOnes() throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet first = deliveries.next();
    InetSocketAddress from = first.source();
    send(initiation(2));
    Packet second = deliveries.next();
    assertThat(bytes(first)).isEqualTo(initiation(1));
    assertThat(first.source()).isEqualTo(from);
    assertThat(bytes(second)).isEqualTo(initiation(2));
    second.complete(PacketOutcome.REJECTED);
    first.complete(PacketOutcome.REJECTED);
  }

  @ParameterizedTest
  @EnumSource(PacketOutcome.class)
  void takesEachOutcomeOnceOnARetainedPacket(PacketOutcome outcome) throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet packet = deliveries.next();
    packet.complete(outcome);
    assertThatThrownBy(() -> packet.complete(outcome)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> packet.complete(PacketOutcome.REJECTED))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(PacketOutcome.class)
  void takesEachOutcomeOnceInTheHandlersCall(PacketOutcome outcome) throws Exception {
    BlockingQueue<Object> second = new LinkedBlockingQueue<>();
    source.start(
        packet -> {
          packet.complete(outcome);
          try {
            packet.complete(outcome);
            second.add("completed twice");
          } catch (IllegalStateException expected) {
            second.add(expected);
          }
        });
    send(initiation(1));
    assertThat(take(second)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void deliversNothingThatIsNoInitiation() throws Exception {
    Deliveries deliveries = start();
    byte[] response = new byte[92];
    response[0] = 2;
    byte[] transport = new byte[148];
    transport[0] = 4;
    byte[] reserved = initiation(3);
    reserved[3] = 1;
    send(response);
    send(transport);
    send(reserved);
    send(Arrays.copyOf(initiation(4), 147));
    send(Arrays.copyOf(initiation(5), 149));
    send(initiation(9));
    // Packets keep their order, so any of the packets above would have been delivered before this
    // one.
    Packet packet = deliveries.next();
    assertThat(bytes(packet)).isEqualTo(initiation(9));
    packet.complete(PacketOutcome.REJECTED);
  }

  @Test
  void countsWhatItReceives() throws Exception {
    SourceStatistics before = source.statistics();
    Deliveries deliveries = start();
    for (int i = 0; i < 5; i++) {
      send(initiation(i));
      deliveries.next().complete(PacketOutcome.REJECTED);
    }
    SourceStatistics after = source.statistics();
    assertThat(after.received() - before.received()).isGreaterThanOrEqualTo(5);
    assertThat(after.droppedBySource()).isGreaterThanOrEqualTo(before.droppedBySource());
    assertThat(after.droppedByKernel()).isGreaterThanOrEqualTo(before.droppedByKernel());
    source.close();
    assertThat(source.statistics().received()).isGreaterThanOrEqualTo(after.received());
  }

  @Test
  void survivesAHandlerThatThrows() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    BlockingQueue<Packet> kept = new LinkedBlockingQueue<>();
    source.start(
        packet -> {
          if (calls.getAndIncrement() == 0) {
            throw new IllegalStateException("the handler's own; the log may show it");
          }
          kept.add(packet.retain());
        });
    send(initiation(1));
    send(initiation(2));
    Packet packet = take(kept);
    assertThat(bytes(packet)).isEqualTo(initiation(2));
    packet.complete(PacketOutcome.REJECTED);
  }

  @Test
  void startsOnce() throws Exception {
    start();
    assertThatThrownBy(() -> source.start(packet -> packet.complete(PacketOutcome.REJECTED)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void doesNotStartAfterClose() {
    source.close();
    assertThatThrownBy(() -> source.start(packet -> packet.complete(PacketOutcome.REJECTED)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesTwiceAndWithoutStart() {
    source.close();
    assertThatCode(source::close).doesNotThrowAnyException();
  }

  /** Closes the source while the source waits for further packets. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closeUnblocksAndEndsDelivery() throws Exception {
    Deliveries deliveries = start();
    send(initiation(1));
    Packet open = deliveries.next();
    source.close();
    send(initiation(2));
    assertThat(deliveries.queue).isEmpty();
    open.complete(PacketOutcome.REJECTED);
    source.close();
  }

  /**
   * A source that holds packets must also be able to return them to the data plane. {@code
   * holdsPackets} returns the same value on each call.
   */
  @Test
  void saysOnceAndForAllWhetherItHoldsPackets() {
    boolean holds = source.holdsPackets();
    if (holds) {
      assertThat(source.returnsPackets()).isTrue();
    }
    start();
    assertThat(source.holdsPackets()).isEqualTo(holds);
    source.close();
    assertThat(source.holdsPackets()).isEqualTo(holds);
  }

  @Test
  void hasAName() {
    assertThat(source.name()).isNotBlank();
  }

  /** {@return the source under test, for additional tests of an implementation} */
  protected final PacketSource source() {
    return source;
  }

  /**
   * Starts the source with a handler that retains all packets.
   *
   * @return the packets that the source delivers from now on
   */
  protected final Deliveries start() {
    Deliveries deliveries = new Deliveries();
    source.start(packet -> deliveries.queue.add(packet.retain()));
    return deliveries;
  }

  /** The packets that a source delivered, in order. */
  protected static final class Deliveries {
    private final BlockingQueue<Packet> queue = new LinkedBlockingQueue<>();

    private Deliveries() {}

    /**
     * Waits for the next packet.
     *
     * @return the packet
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Packet next() throws InterruptedException {
      return take(queue);
    }
  }

  /**
   * Waits for an element of a queue.
   *
   * @param queue the queue
   * @param <T> the type of the element
   * @return the element
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws AssertionError if no element arrives in time
   */
  protected static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (element == null) {
      throw new AssertionError("nothing within " + PATIENCE_SECONDS + " s");
    }
    return element;
  }

  /**
   * Creates 148 bytes in the form of an initiation, with an invalid MAC1.
   *
   * @param number 0 to 255; each number gives a different payload
   * @return the payload
   */
  protected static byte[] initiation(int number) {
    byte[] bytes = new byte[148];
    bytes[0] = 1;
    bytes[4] = (byte) number;
    bytes[147] = (byte) ~number;
    return bytes;
  }

  /**
   * Copies a packet's payload.
   *
   * @param packet the packet
   * @return the copy
   */
  protected static byte[] bytes(Packet packet) {
    ByteBuffer payload = packet.payload();
    byte[] copy = new byte[payload.remaining()];
    payload.get(payload.position(), copy);
    return copy;
  }
}
