package io.jitpeers.source;

import io.jitpeers.event.Outcome;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.ReusedPacket;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketReason;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A packet source for a gateway that receives WireGuard packets in its own way, such as over a
 * WebSocket. The gateway offers the source each initiation that arrives. When the peer is
 * installed, the source returns the initiation to the gateway, which passes it to the data plane.
 *
 * <p>Thread-safe. The handler receives each packet on the thread that offers the packet. {@link
 * #close} waits for offers in progress; once it has returned, the handler receives no packet. There
 * is one exception. If a handler or a {@link Delivery} calls {@link #close} on the thread of an
 * offer, {@link #close} returns at once, and the handler may still receive the packets of offers in
 * progress.
 */
public final class DirectPacketSource implements PacketSource {
  private static final Logger log = LoggerFactory.getLogger(DirectPacketSource.class);

  private final String name;
  private final TimeSource time;
  private final FailureLog failures;
  private final DeliveryCalls calls;
  private final LongAdder received = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  // The read lock is held while a packet is delivered; the write lock is held to start or close the
  // source.
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private volatile @Nullable PacketDelivery packets;
  private volatile boolean closed;

  /**
   * Receives the result of an offer. For each offer, the source calls exactly one method of this
   * interface, once. The call may come on any thread, before {@code offer} returns or long
   * afterwards. No method may block for long. Exceptions are logged and counted. Some methods have
   * a default implementation, which calls another method or does nothing.
   */
  @FunctionalInterface
  public interface Delivery {
    /**
     * Passes the datagram to the data plane. Called when the datagram's peer is installed.
     *
     * @param datagram a copy of the offered datagram; the callee may keep and change it
     */
    void pass(ByteBuffer datagram);

    /**
     * Called if the datagram was not opened, or its peer was not provisioned, because a limit was
     * exceeded. The datagram may come from a resident peer. The default implementation passes the
     * datagram to the data plane, so that a flood of junk does not keep resident peers from
     * renewing their sessions. Passing the datagram is safe if the data plane ignores initiations
     * of unknown peers and protects itself against floods, as WireGuard does (cookies under load).
     * For any other data plane, override this method and drop the datagram.
     *
     * @param datagram a copy of the offered datagram, with a valid MAC1; the callee may keep and
     *     change it
     */
    default void passUnexamined(ByteBuffer datagram) {
      pass(datagram);
    }

    /**
     * Like {@link #passUnexamined(ByteBuffer)}, but also receives the limit that was exceeded. The
     * source calls this method if it knows the limit. The default calls {@link
     * #passUnexamined(ByteBuffer)}.
     *
     * @param datagram a copy of the offered datagram, with a valid MAC1; the callee may keep and
     *     change it
     * @param why the exceeded limit, such as {@link Outcome#SOURCE_RATE_LIMITED}
     */
    default void passUnexamined(ByteBuffer datagram, Outcome why) {
      passUnexamined(datagram);
    }

    /**
     * Like {@link #pass(ByteBuffer)}, but also receives the peer that sent the datagram, so that
     * the data plane need not open the datagram again. The source calls this method if it knows the
     * peer. A new peer is added to the peer store before its datagram is passed. The default calls
     * {@link #pass(ByteBuffer)}.
     *
     * @param datagram a copy of the offered datagram; the callee may keep and change it
     * @param peer the peer that sent the datagram
     */
    default void pass(ByteBuffer datagram, PacketPeer peer) {
      pass(datagram);
    }

    /**
     * Called if the datagram must not be used. The default does nothing.
     *
     * @param outcome {@link PacketOutcome#REJECTED} if the datagram is garbage, forged, a replay,
     *     or from an unknown peer; {@link PacketOutcome#FAILED} if the control plane or the peer
     *     store was unavailable, or the source is not running. After FAILED, the client's next
     *     attempt may succeed
     */
    default void drop(PacketOutcome outcome) {}

    /**
     * Like {@link #drop(PacketOutcome)}, but also receives the reason. The source calls this method
     * if it knows the reason; an orchestrator always reports the reason. The default calls {@link
     * #drop(PacketOutcome)}.
     *
     * @param outcome REJECTED or FAILED
     * @param why the detailed outcome, as in counters and events
     * @param detail a sentence that explains this case, for logs; no secrets. It may quote an
     *     answer of the control plane, so do not send it to the datagram's sender
     */
    default void drop(PacketOutcome outcome, Outcome why, String detail) {
      drop(outcome);
    }
  }

  /** Creates a source named {@code direct} with the system's clock. */
  public DirectPacketSource() {
    this("direct", TimeSource.system());
  }

  /**
   * Creates a source.
   *
   * @param name a short name for logs, without secrets
   * @param time provides the monotonic clock for the packets' capture times
   */
  public DirectPacketSource(String name, TimeSource time) {
    this.name = Objects.requireNonNull(name, "name");
    this.time = Objects.requireNonNull(time, "time");
    this.failures = new FailureLog(log, time);
    this.calls = new DeliveryCalls(name, failures);
  }

  /**
   * Offers a datagram that {@linkplain ResponderKey#looksLikeInitiation looks like an initiation}.
   * Any other datagram is counted and dropped as REJECTED at once. Before {@link #start} and after
   * {@link #close}, a datagram that looks like an initiation is dropped as FAILED at once. Does not
   * block.
   *
   * @param datagram a UDP payload, from position to limit. Its position does not change. The caller
   *     may reuse the buffer when this method returns, because the source copies a datagram that
   *     the handler keeps for longer
   * @param source the address that the datagram came from; resolved
   * @param destination the gateway's address that the datagram was sent to; resolved
   * @param delivery receives the result
   * @throws IllegalArgumentException if an address is not resolved
   */
  public void offer(
      ByteBuffer datagram,
      InetSocketAddress source,
      InetSocketAddress destination,
      Delivery delivery) {
    requireResolved(source);
    requireResolved(destination);
    Objects.requireNonNull(delivery, "delivery");
    received.increment();
    if (!ResponderKey.looksLikeInitiation(datagram)) {
      refuse(delivery, Outcome.NOT_AN_INITIATION, Outcome.NOT_AN_INITIATION.sentence());
      return;
    }
    if (!deliverIfOpen(datagram, source, destination, delivery)) {
      refuse(delivery, Outcome.CLOSED, "the source " + name + " is not running");
    }
  }

  /**
   * Offers a datagram as {@link #offer(ByteBuffer, InetSocketAddress, InetSocketAddress, Delivery)}
   * does.
   *
   * @param datagram a UDP payload; the caller may reuse the array when this method returns
   * @param source the address that the datagram came from; resolved
   * @param destination the gateway's address that the datagram was sent to; resolved
   * @param delivery receives the result
   * @throws IllegalArgumentException if an address is not resolved
   */
  public void offer(
      byte[] datagram, InetSocketAddress source, InetSocketAddress destination, Delivery delivery) {
    offer(ByteBuffer.wrap(datagram), source, destination, delivery);
  }

  private boolean deliverIfOpen(
      ByteBuffer datagram,
      InetSocketAddress source,
      InetSocketAddress destination,
      Delivery delivery) {
    gate.readLock().lock();
    try {
      PacketDelivery open = packets;
      if (open == null || closed) {
        return false;
      }
      open.deliver(new OfferedPacket(datagram, source, destination, delivery));
      return true;
    } finally {
      gate.readLock().unlock();
    }
  }

  /**
   * A packet whose payload is in the buffer of the caller of {@code offer}. A packet that the
   * handler rejects during the offer is not copied.
   */
  private final class OfferedPacket extends ReusedPacket {
    private final ByteBuffer payload;
    private final InetSocketAddress source;
    private final InetSocketAddress destination;
    private final Delivery delivery;

    OfferedPacket(
        ByteBuffer datagram,
        InetSocketAddress source,
        InetSocketAddress destination,
        Delivery delivery) {
      this.payload = datagram.duplicate();
      this.source = source;
      this.destination = destination;
      this.delivery = delivery;
      open(time.nanoTime());
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
      return new RetainedOffer(this, delivery);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      calls.tell(delivery, outcome, () -> copy().payload(), null);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome, PacketPeer peer) {
      calls.tell(delivery, outcome, () -> copy().payload(), peer);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome, PacketReason reason, String detail) {
      calls.tell(delivery, outcome, reason, detail, () -> copy().payload());
    }
  }

  /** A retained copy of an offered packet. */
  private final class RetainedOffer extends OwnedPacket {
    private final Delivery delivery;

    RetainedOffer(OfferedPacket packet, Delivery delivery) {
      super(packet);
      this.delivery = delivery;
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      calls.tell(delivery, outcome, this::payload, null);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome, PacketPeer peer) {
      calls.tell(delivery, outcome, this::payload, peer);
    }

    @Override
    protected void onCompleted(PacketOutcome outcome, PacketReason reason, String detail) {
      calls.tell(delivery, outcome, reason, detail, this::payload);
    }
  }

  private void refuse(Delivery delivery, Outcome why, String detail) {
    dropped.increment();
    calls.drop(delivery, why.packetOutcome(), why, detail);
  }

  private static void requireResolved(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("an address must be resolved, not " + address);
    }
  }

  /**
   * Returns how often a delivery or a handler threw an exception. Each failure is either logged or
   * counted in a later log entry.
   *
   * @return the number since the source was created
   */
  public long failures() {
    return failures.count();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start(PacketHandler packetHandler) {
    Objects.requireNonNull(packetHandler, "packetHandler");
    requireNew();
    gate.writeLock().lock();
    try {
      requireNew();
      packets = new PacketDelivery(name, packetHandler, failures);
    } finally {
      gate.writeLock().unlock();
    }
  }

  private void requireNew() {
    if (packets != null || closed) {
      throw new IllegalStateException(
          "the source " + name + (closed ? " was closed" : " was already started"));
    }
  }

  /**
   * Returns true: when a packet's peer is installed, the source returns the packet to the gateway,
   * which passes the packet to the data plane.
   */
  @Override
  public boolean returnsPackets() {
    return true;
  }

  /**
   * Returns true: the source holds each packet until the handler has completed the packet. The data
   * plane then receives the packet only if the gateway passes the packet on.
   */
  @Override
  public boolean holdsPackets() {
    return true;
  }

  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(received.sum(), 0, dropped.sum());
  }

  @Override
  public void close() {
    if (gate.getReadHoldCount() > 0) {
      closed = true; // This call is inside an offer, so waiting for it would never end.
      return;
    }
    gate.writeLock().lock();
    try {
      closed = true;
    } finally {
      gate.writeLock().unlock();
    }
  }
}
