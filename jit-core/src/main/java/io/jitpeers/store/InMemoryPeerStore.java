package io.jitpeers.store;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard device's peers in memory: the default store of a gateway that embeds this library.
 * The store behaves like the Linux kernel's device:
 *
 * <ul>
 *   <li>A prefix has one holder. If a new peer has an allowed IP that another peer holds, exactly
 *       that prefix moves to the new peer, silently.
 *   <li>A peer with the device's own key is silently ignored.
 *   <li>Installing a peer again keeps its counters, its latest handshake, its place in the order
 *       and, if the config has no endpoint, its old endpoint.
 *   <li>The number of peers is limited. Installing a new peer beyond the limit fails.
 *   <li>Peers are listed in the order in which they were added. A change during a listing makes the
 *       listing inconsistent. The store repeats an inconsistent listing at most twice, then reports
 *       it as incomplete.
 * </ul>
 *
 * <p>The store does no cryptography and sends nothing. A gateway with its own data plane reports
 * completed handshakes and traffic to the store, and asks the store which peer holds an address.
 * Tests do the same.
 *
 * <p>Thread-safe; no call blocks for long. Preshared keys are copied when a config is installed and
 * when {@link #config} returns one. The store's copy is wiped when the peer is removed. {@link
 * #close} removes the watchers of the device and does nothing else. The store remains usable, so a
 * gateway can start a new orchestrator with it.
 */
public final class InMemoryPeerStore implements PeerStore {
  /** The kernel's limit (Linux {@code drivers/net/wireguard/messages.h}, MAX_PEERS_PER_DEVICE). */
  public static final int DEFAULT_MAX_PEERS = 1 << 20;

  /**
   * The maximum number of attempts at a listing. Three attempts suffice for a burst of changes, but
   * not for a steady stream of changes.
   */
  private static final int LISTING_ATTEMPTS = 3;

  private final Object lock = new Object();
  private final DevicePeers peers;
  private final MemoryDevice device;
  private final TimeSource time;

  private InMemoryPeerStore(Builder builder, PrivateKey key) {
    this.time = builder.time;
    this.peers = new DevicePeers(builder.name, builder.maxPeers);
    this.device = new MemoryDevice(builder.name, builder.listenPort, ResponderKey.of(key));
  }

  /** {@return a new builder} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Device device() throws StoreException {
    return device.existing("read the device");
  }

  @Override
  public BatchResult install(Collection<PeerConfig> batch) throws StoreException {
    synchronized (lock) {
      PublicKey own = device.existing("install peers").publicKey();
      return peers.change(batch, PeerConfig::publicKey, own, peers::install);
    }
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    synchronized (lock) {
      PublicKey own = device.existing("update peers").publicKey();
      return peers.change(updates, PeerUpdate::key, own, peers::update);
    }
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    synchronized (lock) {
      device.existing("remove peers");
      if (!keys.isEmpty()) {
        peers.beginChange();
      }
      keys.forEach(peers::removeIfPresent);
    }
    return BatchResult.SUCCESS;
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    int[] given = new int[1];
    ListingResult result =
        visit(
            peer -> {
              given[0]++;
              consumer.accept(peer.toStatus());
            });
    return ListingResult.of(given[0], result.complete());
  }

  @Override
  public ListingResult visit(Consumer<? super ListedPeer> visitor) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      boolean lastAttempt = attempt == LISTING_ATTEMPTS;
      PeerCursor listing = new PeerCursor();
      int given = listing.run(this::nextChunk, lastAttempt, visitor);
      if (listing.isConsistent() || lastAttempt) {
        return ListingResult.of(given, listing.isConsistent());
      }
    }
  }

  /** Copies the next peers into a listing. Returns their number, or 0 at the end of the listing. */
  private int nextChunk(PeerCursor listing) throws StoreException {
    synchronized (lock) {
      device.existing("list peers");
      return peers.nextChunk(listing);
    }
  }

  @Override
  public void watchDevice(Runnable onChange) {
    device.watch(Objects.requireNonNull(onChange, "onChange"));
  }

  @Override
  public void close() {
    device.forgetWatchers();
  }

  /**
   * Finds the peer to which an address belongs: the peer with the most specific allowed IP that
   * contains the address. Packets to the address go to this peer, and packets from the address must
   * come from it. Takes no lock. The cost grows with the number of different prefix lengths in use,
   * not with the number of peers.
   *
   * @param address an address inside the tunnel
   * @return the peer, or empty if no peer holds the address
   */
  public Optional<PublicKey> peerFor(InetAddress address) {
    return Optional.ofNullable(peers.holderOf(address)).map(peer -> peer.key);
  }

  /**
   * Records that a peer completed a handshake that the peer had initiated. As in the kernel, the
   * current time becomes the peer's latest handshake, and the 148 bytes of the initiation and the
   * 92 bytes of the response are counted. The given endpoint becomes the peer's endpoint.
   *
   * @param key the peer
   * @param endpoint the address that the peer sends from; resolved, with a port
   * @return false if the peer does not exist; the new session must then not be used
   * @throws IllegalArgumentException if the endpoint is not resolved or its port is 0
   */
  public boolean handshakeCompleted(PublicKey key, InetSocketAddress endpoint) {
    if (endpoint.isUnresolved() || endpoint.getPort() == 0) {
      throw new IllegalArgumentException(
          "an endpoint must be a resolved address with a port, not " + endpoint);
    }
    MemoryPeer peer = peers.find(key);
    return peer != null && peer.handshakeCompleted(endpoint, time.wallTime());
  }

  /**
   * Counts traffic of a peer's session. WireGuard counts whole messages, for example 32 bytes for a
   * keepalive.
   *
   * @param key the peer
   * @param rxBytes bytes received from the peer since the last call; not negative
   * @param txBytes bytes sent to the peer since the last call; not negative
   * @return false if the peer does not exist
   * @throws IllegalArgumentException if a number is negative
   */
  public boolean transferred(PublicKey key, long rxBytes, long txBytes) {
    if (rxBytes < 0 || txBytes < 0) {
      throw new IllegalArgumentException(
          "traffic cannot be negative: rx " + rxBytes + ", tx " + txBytes);
    }
    MemoryPeer peer = peers.find(key);
    return peer != null && peer.transferred(rxBytes, txBytes);
  }

  /**
   * Returns the config that is in effect for a peer now. This config lacks allowed IPs that have
   * moved to other peers, and contains the peer's latest endpoint. It also contains a copy of the
   * preshared key, if the peer has one.
   *
   * @param key the peer
   * @return the peer's config, or empty if the peer does not exist
   */
  public Optional<PeerConfig> config(PublicKey key) {
    return Optional.ofNullable(peers.find(key)).flatMap(MemoryPeer::config);
  }

  /**
   * Returns one peer's status without a listing.
   *
   * @param key the peer
   * @return the same status as in a listing, or empty if the peer does not exist
   */
  public Optional<PeerStatus> status(PublicKey key) {
    return Optional.ofNullable(peers.find(key)).map(MemoryPeer::status);
  }

  /**
   * Returns whether a peer is installed.
   *
   * @param key the peer
   * @return true if it is installed
   */
  public boolean contains(PublicKey key) {
    return peers.find(key) != null;
  }

  /** {@return the number of installed peers} */
  public int size() {
    return peers.size();
  }

  /**
   * Changes the device's private key, as {@code wg set private-key} does. The peers stay, but a
   * peer with the device's new public key is removed. Setting the same key again changes nothing.
   *
   * @param key the new key; copied
   * @throws StoreException if the device was deleted
   */
  public void changeKey(PrivateKey key) throws StoreException {
    synchronized (lock) {
      if (device.existing("change the private key").publicKey().equals(key.publicKey())) {
        return;
      }
      peers.beginChange();
      peers.removeIfPresent(key.publicKey());
      device.renew(ResponderKey.of(key));
    }
    device.tellWatchers();
  }

  /**
   * Changes the port that the device reports as its listen port. The peers stay.
   *
   * @param port 0 (not listening) to 65535
   * @throws StoreException if the device was deleted
   * @throws IllegalArgumentException if the port is out of range
   */
  public void changeListenPort(int port) throws StoreException {
    int checked = checkedPort(port);
    synchronized (lock) {
      Device before = device.existing("change the listen port");
      if (before.listenPort() == checked) {
        return;
      }
      peers.beginChange();
      device.changePort(checked, before.responderKey());
    }
    device.tellWatchers();
  }

  /**
   * Deletes the device with all its peers. All operations on the device fail until {@link
   * #recreate} is called.
   */
  public void deleteDevice() {
    synchronized (lock) {
      peers.beginChange();
      peers.removeAll();
      device.delete();
    }
    device.tellWatchers();
  }

  /**
   * Creates the device anew, with the same name and port but no peers. The new device has another
   * {@linkplain Device#incarnation incarnation number}, which distinguishes it from the old device.
   *
   * @param key the device's private key; copied
   */
  public void recreate(PrivateKey key) {
    synchronized (lock) {
      peers.beginChange();
      peers.removeAll();
      device.renew(ResponderKey.of(key));
    }
    device.tellWatchers();
  }

  private static int checkedPort(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a listen port must be 0 to 65535, not " + port);
    }
    return port;
  }

  /** Builds a store. Not thread-safe; can build more than once. */
  public static final class Builder {
    private String name = "memory";
    private @Nullable PrivateKey privateKey;
    private int listenPort = 51_820;
    private int maxPeers = DEFAULT_MAX_PEERS;
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /**
     * Sets the device's name, for logs and errors. The default is {@code memory}.
     *
     * @param deviceName the name, not blank
     * @return this
     * @throws IllegalArgumentException if the name is blank
     */
    public Builder name(String deviceName) {
      if (deviceName.isBlank()) {
        throw new IllegalArgumentException("a device's name cannot be blank");
      }
      this.name = deviceName;
      return this;
    }

    /**
     * Sets the device's private key. By default each store gets a new random key.
     *
     * @param key the device's private key; copied when the store is built
     * @return this
     */
    public Builder privateKey(PrivateKey key) {
      this.privateKey = Objects.requireNonNull(key, "privateKey");
      return this;
    }

    /**
     * Sets the port that the device reports as its listen port. The default is 51820.
     *
     * @param port 0 (not listening) to 65535
     * @return this
     * @throws IllegalArgumentException if the port is out of range
     */
    public Builder listenPort(int port) {
      this.listenPort = checkedPort(port);
      return this;
    }

    /**
     * Sets the maximum number of peers. The default is {@link #DEFAULT_MAX_PEERS}.
     *
     * @param peers the maximum number, at least 1
     * @return this
     * @throws IllegalArgumentException if the number is less than 1
     */
    public Builder maxPeers(int peers) {
      if (peers < 1) {
        throw new IllegalArgumentException("maxPeers must be at least 1, not " + peers);
      }
      this.maxPeers = peers;
      return this;
    }

    /**
     * Sets the clock for the times of handshakes. The default is the system clock.
     *
     * @param timeSource provides the wall-clock time
     * @return this
     */
    public Builder timeSource(TimeSource timeSource) {
      this.time = Objects.requireNonNull(timeSource, "timeSource");
      return this;
    }

    /** {@return a store without peers} */
    public InMemoryPeerStore build() {
      if (privateKey != null) {
        return new InMemoryPeerStore(this, privateKey);
      }
      PrivateKey random = PrivateKey.generate(new SecureRandom());
      try {
        return new InMemoryPeerStore(this, random);
      } finally {
        random.destroy();
      }
    }
  }
}
