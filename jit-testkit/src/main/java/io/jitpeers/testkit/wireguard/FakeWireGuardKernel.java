package io.jitpeers.testkit.wireguard;

import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulates the handshakes of a WireGuard kernel. The kernel answers initiations of the peers in
 * its store and ignores all other initiations. When a client has confirmed its session, the kernel
 * reports the completed handshake to the store. The kernel transfers no data. It remembers no
 * timestamps and therefore detects no replays. Only the orchestrator detects replays.
 *
 * <p>Thread-safe. Datagrams are processed on a separate thread, so that X25519 does not block the
 * caller of {@link #receive}. The caller may be the receiving thread of a packet source, or the
 * orchestrator's thread that writes to the peer store.
 */
public final class FakeWireGuardKernel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FakeWireGuardKernel.class);
  private static final int QUEUE_CAPACITY = 4_096;

  private final PrivateKey key;
  private final Peers peers;
  private final Transmitter transmitter;
  private final SecureRandom random;
  private final AtomicInteger nextIndex;
  private final Map<Integer, Unconfirmed> sessions = new ConcurrentHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private final ThreadPoolExecutor worker;

  /** Sends the kernel's datagrams. */
  @FunctionalInterface
  public interface Transmitter {
    /**
     * Sends one datagram.
     *
     * @param datagram the payload, from position to limit
     * @param destination the address to send to
     * @throws IOException if the datagram cannot be sent
     */
    void send(ByteBuffer datagram, InetSocketAddress destination) throws IOException;
  }

  /** The peers of the kernel's interface. Thread-safe. */
  public interface Peers {
    /**
     * Looks up a peer.
     *
     * @param key the peer's static public key
     * @return the peer's config, or empty if the peer is not installed
     */
    Optional<PeerConfig> config(PublicKey key);

    /**
     * Records that a peer confirmed a session.
     *
     * @param key the peer's static public key
     * @param endpoint the peer's address and port
     * @return whether the peer is installed
     */
    boolean handshakeCompleted(PublicKey key, InetSocketAddress endpoint);

    /**
     * Returns the peers of a store.
     *
     * @param store the store, which the caller must close
     * @return a view of the store
     */
    static Peers of(InMemoryPeerStore store) {
      return new Peers() {
        @Override
        public Optional<PeerConfig> config(PublicKey key) {
          return store.config(key);
        }

        @Override
        public boolean handshakeCompleted(PublicKey key, InetSocketAddress endpoint) {
          return store.handshakeCompleted(key, endpoint);
        }
      };
    }
  }

  private record Unconfirmed(PublicKey client, FakeSession session) {}

  /**
   * Creates a kernel whose ephemeral keys are random.
   *
   * @param key the interface's private key; not copied, and not destroyed by {@link #close}
   * @param peers the store of the interface's peers; not closed by {@link #close}
   * @param transmitter sends responses
   */
  public FakeWireGuardKernel(PrivateKey key, InMemoryPeerStore peers, Transmitter transmitter) {
    this(key, Peers.of(peers), transmitter, new SecureRandom());
  }

  /**
   * Creates a kernel.
   *
   * @param key the interface's private key; not copied, and not destroyed by {@link #close}
   * @param peers the interface's peers
   * @param transmitter sends responses
   * @param random the source of ephemeral keys and indices
   */
  public FakeWireGuardKernel(
      PrivateKey key, Peers peers, Transmitter transmitter, SecureRandom random) {
    this.random = random;
    this.nextIndex = new AtomicInteger(random.nextInt());
    this.key = key;
    this.peers = peers;
    this.transmitter = transmitter;
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE_CAPACITY),
            task -> {
              Thread thread = new Thread(task, "fake-wireguard-kernel");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Accepts a datagram. Returns at once.
   *
   * @param datagram the payload, from position to limit; copied
   * @param source the sender's address and port
   */
  public void receive(ByteBuffer datagram, InetSocketAddress source) {
    byte[] message = new byte[datagram.remaining()];
    datagram.get(datagram.position(), message);
    try {
      worker.execute(() -> handle(message, source));
    } catch (RejectedExecutionException e) {
      ignored.increment();
      log.debug("dropped a datagram: the fake kernel is busy or closed", e);
    }
  }

  private void handle(byte[] message, InetSocketAddress source) {
    try {
      switch (Messages.typeOf(message)) {
        case Messages.INITIATION -> answer(message, source);
        case Messages.TRANSPORT -> confirm(message, source);
        default -> ignored.increment();
      }
    } catch (HandshakeException e) {
      ignored.increment();
      log.debug("ignored a datagram from {}", source, e);
    } catch (IOException e) {
      ignored.increment();
      log.warn("could not answer {}", source, e);
    }
  }

  private void answer(byte[] message, InetSocketAddress source)
      throws HandshakeException, IOException {
    GatewayHandshake handshake = GatewayHandshake.readInitiation(message, key);
    PeerConfig peer = peers.config(handshake.client()).orElse(null);
    if (peer == null) {
      ignored.increment();
      return;
    }
    GatewayHandshake.Answer answer =
        handshake.writeResponse(
            peer.presharedKey().orElse(null), random, nextIndex.getAndIncrement());
    sessions.put(
        answer.session().localIndex(), new Unconfirmed(handshake.client(), answer.session()));
    transmitter.send(ByteBuffer.wrap(answer.response()), source);
    answered.increment();
  }

  /**
   * Handles a client's transport data. The first transport data of a session confirms the session,
   * because it shows that the client has derived the session's keys (whitepaper section 5.4.5). All
   * later transport data is ignored.
   */
  private void confirm(byte[] message, InetSocketAddress source) throws HandshakeException {
    int index = Messages.receiverOf(message);
    Unconfirmed pending = sessions.get(index);
    if (pending == null) {
      ignored.increment();
      return;
    }
    pending.session().readKeepalive(message);
    sessions.remove(index);
    if (peers.handshakeCompleted(pending.client(), source)) {
      confirmed.increment();
    }
  }

  /**
   * {@return the number of answered initiations; only initiations of peers in the store are
   * answered}
   */
  public long answered() {
    return answered.sum();
  }

  /** {@return the number of sessions that were confirmed by their clients} */
  public long confirmed() {
    return confirmed.sum();
  }

  /**
   * Returns how many datagrams the kernel ignored. A datagram is ignored if it is neither an
   * initiation of a peer in the store nor the confirmation of a session. It is also ignored if the
   * kernel is closed or too busy, or if the response cannot be sent.
   *
   * @return the number of ignored datagrams
   */
  public long ignored() {
    return ignored.sum();
  }

  /** Stops at once and discards queued datagrams. Closing again does nothing. */
  @Override
  public void close() {
    worker.shutdownNow();
  }
}
