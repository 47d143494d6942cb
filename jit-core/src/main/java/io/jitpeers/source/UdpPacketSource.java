package io.jitpeers.source;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.ResponderKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A packet source that owns a UDP port, for a gateway whose data plane has no socket of its own.
 * The source needs no privileges.
 *
 * <p>The source delivers initiations to the orchestrator, and passes packets to the data plane
 * through a {@link Forwarder}. Everything that is not an initiation (responses, cookies, transport
 * data) is forwarded at once. An initiation is forwarded when it is completed as INSTALLED or
 * ALREADY_RESIDENT. A FAILED initiation is forwarded too: a data plane that does not know the peer
 * ignores the initiation, and the client retries. A REJECTED initiation is dropped. A NOT_EXAMINED
 * initiation, which exceeded a limit, is forwarded, because it may come from a resident peer. The
 * data plane therefore needs WireGuard's own protection against floods (cookies under load). For a
 * data plane without this protection, {@linkplain Builder#dropUnexamined drop} NOT_EXAMINED
 * initiations. Without a forwarder, the source only provisions peers. It then does not {@linkplain
 * #returnsPackets return packets}, and counts everything that is not an initiation as dropped.
 *
 * <p>Thread-safe. The port is bound when the source is built. From {@link #start} on, one daemon
 * thread receives all datagrams into one buffer. An initiation is copied only if it is {@linkplain
 * io.jitpeers.spi.Packet#retain retained}. Errors of the socket are logged and counted. After an
 * error the thread pauses for at most a second and tries again.
 */
public final class UdpPacketSource implements PacketSource {
  private static final Logger log = LoggerFactory.getLogger(UdpPacketSource.class);

  /** The size of the receive buffer: more than any UDP payload, so no datagram is truncated. */
  private static final int BUFFER_BYTES = 65_535;

  private final UdpSocket socket;
  private final TimeSource time;
  private final FailureLog failures;
  private final KernelDrops kernelDrops;
  private final String name;
  private final UdpForwarding forwarding;
  private final LongAdder received = new LongAdder();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object lifecycle = new Object();
  private @Nullable SourceThread receiver;

  /** Passes datagrams to the data plane. Must be thread-safe. */
  @FunctionalInterface
  public interface Forwarder {
    /**
     * Passes one datagram. Called on the source's own thread or, for an initiation, on the thread
     * that completes it. The initiation of a newly installed peer is completed by the thread that
     * makes all changes to the device, so this method must not block. Exceptions are logged and
     * counted.
     *
     * @param datagram the payload, from position to limit. It is valid only during this call; the
     *     callee may move its position and change its contents
     * @param source the address that the datagram came from
     */
    void forward(ByteBuffer datagram, InetSocketAddress source);

    /**
     * Passes the initiation of an installed peer, together with that peer, so that the data plane
     * need not open the initiation again. A new peer is added to the peer store before its datagram
     * is passed. The default calls {@link #forward(ByteBuffer, InetSocketAddress)}.
     *
     * @param datagram the payload; the rules of {@link #forward(ByteBuffer, InetSocketAddress)}
     *     apply
     * @param source the address that the datagram came from
     * @param peer the peer that sent the datagram
     */
    default void forward(ByteBuffer datagram, InetSocketAddress source, PacketPeer peer) {
      forward(datagram, source);
    }
  }

  private UdpPacketSource(Builder builder) {
    this.time = builder.time;
    this.failures = new FailureLog(log, time);
    this.socket = UdpSocket.bind(builder.address, builder.port, builder.receiveBufferBytes);
    this.kernelDrops = new KernelDrops(socket.localAddress());
    this.name = "udp:" + socket.localAddress().getPort();
    this.forwarding =
        new UdpForwarding(name, builder.forwarder, builder.forwardsUnexamined, failures);
  }

  /** {@return a new builder. By default its source binds any free port on all addresses} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the address and port that the socket is bound to; resolved, possibly the wildcard
   * address}
   */
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  /**
   * Sends a datagram, such as the data plane's answer, from the source's port. Does not block.
   *
   * @param datagram the payload, from position to limit; if it was sent, its position is at its
   *     limit afterwards
   * @param destination the address to send to; resolved
   * @return how many bytes were sent: all of them, or 0 if the socket's send buffer was full
   * @throws java.nio.channels.ClosedChannelException if the source was closed
   * @throws IOException if the network refused the datagram
   */
  public int send(ByteBuffer datagram, InetSocketAddress destination) throws IOException {
    return socket.send(datagram, destination);
  }

  /** {@return how many datagrams went to the forwarder} */
  public long forwarded() {
    return forwarding.forwarded();
  }

  /**
   * Returns how often the socket failed, or a handler or a forwarder threw an exception. Not every
   * failure has its own log entry: each entry says how many failures before it were not logged.
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
  public void start(PacketHandler handler) {
    Objects.requireNonNull(handler, "handler");
    synchronized (lifecycle) {
      if (receiver != null || closed.getCount() == 0) {
        throw new IllegalStateException(
            "the source " + name + (receiver == null ? " was closed" : " was already started"));
      }
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      UdpPacket packet = new UdpPacket(buffer, socket.localAddress(), forwarding);
      PacketDelivery delivery = new PacketDelivery(name, handler, failures);
      receiver =
          SourceThread.start(
              name,
              new ReceiveLoop(
                  socket, buffer, source -> dispatch(delivery, packet, source), failures, closed),
              log);
    }
  }

  private void dispatch(PacketDelivery delivery, UdpPacket packet, InetSocketAddress source) {
    received.increment();
    if (ResponderKey.looksLikeInitiation(packet.payload())) {
      packet.open(source, time.nanoTime());
      delivery.deliver(packet);
    } else {
      forwarding.forward(packet.payload(), source, null);
    }
  }

  /** Returns whether the source returns packets to the data plane: true if there is a forwarder. */
  @Override
  public boolean returnsPackets() {
    return forwarding.isPossible();
  }

  /**
   * Returns whether the source holds packets until they are completed: true if there is a
   * forwarder.
   */
  @Override
  public boolean holdsPackets() {
    return forwarding.isPossible();
  }

  /**
   * Returns the source's counters. The number of packets that the kernel dropped is read from
   * {@code /proc/net/udp} on Linux, and is 0 on other systems.
   */
  @Override
  public SourceStatistics statistics() {
    return SourceStatistics.of(received.sum(), kernelDrops.read(), forwarding.dropped());
  }

  /**
   * Frees the port and waits for the receiving thread to end. Does not wait if called on that
   * thread. If a handler or forwarder does not return, the wait ends after 5 s.
   */
  @Override
  public void close() {
    SourceThread thread;
    synchronized (lifecycle) {
      thread = receiver;
      if (closed.getCount() > 0) {
        kernelDrops.read();
        closed.countDown();
        closeSocket();
      }
    }
    if (thread != null) {
      thread.awaitEnd();
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      failures.record("closing the UDP socket failed", e);
    }
  }

  /** Builds a source. Not thread-safe. */
  public static final class Builder {
    private @Nullable InetAddress address;
    private int port;
    private int receiveBufferBytes;
    private @Nullable Forwarder forwarder;
    private boolean forwardsUnexamined = true;
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /**
     * Sets the address to bind. By default, the socket receives IPv4 and IPv6 packets on all
     * addresses.
     *
     * @param localAddress an address of this machine, or the wildcard address of one family
     * @return this
     */
    public Builder bindAddress(InetAddress localAddress) {
      this.address = Objects.requireNonNull(localAddress, "localAddress");
      return this;
    }

    /**
     * Sets the port to bind. By default, the system chooses the port.
     *
     * @param udpPort 0 to 65535; 0 for any free port
     * @return this
     * @throws IllegalArgumentException if the port is out of range
     */
    public Builder port(int udpPort) {
      if (udpPort < 0 || udpPort > 65_535) {
        throw new IllegalArgumentException("a port must be 0 to 65535, not " + udpPort);
      }
      this.port = udpPort;
      return this;
    }

    /**
     * Sets the size of the socket's receive buffer, which holds the packets of a burst until they
     * are processed. The default is the system's default size. If the system grants less, a warning
     * is logged.
     *
     * @param bytes at least 1
     * @return this
     * @throws IllegalArgumentException if the size is less than 1
     */
    public Builder receiveBufferBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException(
            "a receive buffer must have at least 1 byte, not " + bytes);
      }
      this.receiveBufferBytes = bytes;
      return this;
    }

    /**
     * Sets the forwarder, which passes datagrams to the data plane.
     *
     * @param dataPlane a thread-safe forwarder
     * @return this
     */
    public Builder forwarder(Forwarder dataPlane) {
      this.forwarder = Objects.requireNonNull(dataPlane, "dataPlane");
      return this;
    }

    /**
     * Drops NOT_EXAMINED initiations, for a data plane that does not protect itself against floods.
     * An attacker who knows the gateway's public key can then cut off a resident client: forged
     * initiations with the client's source address use up the rate limit of that address, and the
     * client's own initiations are dropped.
     *
     * @return this
     */
    public Builder dropUnexamined() {
      this.forwardsUnexamined = false;
      return this;
    }

    /**
     * Sets the clock for the packets' capture times. The default is the system's clock.
     *
     * @param timeSource provides the monotonic clock
     * @return this
     */
    public Builder timeSource(TimeSource timeSource) {
      this.time = Objects.requireNonNull(timeSource, "timeSource");
      return this;
    }

    /**
     * Creates the source and binds its port.
     *
     * @return a source that has to be started and closed
     * @throws java.io.UncheckedIOException if the port cannot be bound; the message says what to do
     */
    public UdpPacketSource build() {
      return new UdpPacketSource(this);
    }
  }
}
