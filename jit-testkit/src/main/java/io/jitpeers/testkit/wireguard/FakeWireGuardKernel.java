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
 * A WireGuard kernel as far as its handshakes: answers the initiations of the peers that are in its
 * store, and of no others, and tells the store when a client has confirmed its session. It moves no
 * data and keeps no timestamps: whether an initiation is a replay is the orchestrator's to find
 * out.
 *
 * <p>Thread-safe. Datagrams are handled on a thread of its own, because whoever hands them over (a
 * source's receiver, the orchestrator's writer) must not be held up by X25519.
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
     * @param destination where to
     * @throws IOException if it cannot be sent
     */
    void send(ByteBuffer datagram, InetSocketAddress destination) throws IOException;
  }

  /** The peers of the kernel's interface. Thread-safe. */
  public interface Peers {
    /**
     * Looks a peer up.
     *
     * @param key its static public key
     * @return its config, or empty if it is not installed
     */
    Optional<PeerConfig> config(PublicKey key);

    /**
     * Takes in that a peer confirmed a session.
     *
     * @param key its static public key
     * @param endpoint where it is
     * @return false if it is not installed
     */
    boolean handshakeCompleted(PublicKey key, InetSocketAddress endpoint);

    /**
     * Returns the peers of a store.
     *
     * @param store borrowed
     * @return a view of it
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
   * @param key the interface's private key; borrowed
   * @param peers the interface's peers; borrowed
   * @param transmitter sends responses
   */
  public FakeWireGuardKernel(PrivateKey key, InMemoryPeerStore peers, Transmitter transmitter) {
    this(key, Peers.of(peers), transmitter, new SecureRandom());
  }

  /**
   * Creates a kernel.
   *
   * @param key the interface's private key; borrowed
   * @param peers the interface's peers; borrowed
   * @param transmitter sends responses
   * @param random where ephemeral keys and indices come from
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
   * Takes a datagram. Returns at once.
   *
   * @param datagram the payload, from position to limit; copied
   * @param source where it came from
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

  /** The first transport data of a session shows that the client has it too (section 5.4.5). */
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

  /** {@return how many initiations were answered, initiations of peers in the store} */
  public long answered() {
    return answered.sum();
  }

  /** {@return how many sessions their clients confirmed} */
  public long confirmed() {
    return confirmed.sum();
  }

  /** {@return how many datagrams were neither an initiation of a peer nor a confirmation} */
  public long ignored() {
    return ignored.sum();
  }

  /** Stops at once. Closing again does nothing. */
  @Override
  public void close() {
    worker.shutdownNow();
  }
}
