package io.jitpeers.store;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard device's peers in memory: the embedded default. It behaves like the Linux kernel's
 * device, as far as a {@link PeerStore} can tell:
 *
 * <ul>
 *   <li>A prefix has one holder. Installing a peer with an allowed IP that another peer holds takes
 *       exactly that prefix from the other one, silently.
 *   <li>The device's own key as peer is silently ignored.
 *   <li>Installing a peer that is there keeps its counters, its latest handshake, its place in the
 *       order and, if the config has none, its endpoint.
 *   <li>There is a greatest number of peers; new ones beyond it fail, one by one.
 *   <li>Peers are listed in the order in which they were added. A change during a listing spoils
 *       it; it is begun again at most twice, and then says that it is not complete.
 * </ul>
 *
 * <p>It does no cryptography and sends nothing. A gateway that runs its own data plane tells it of
 * completed handshakes and of traffic, as do tests; and asks it who holds an address.
 *
 * <p>Thread-safe; nothing blocks for long. Preshared keys are copied when they come in, copied when
 * {@link #config} gives them out, and wiped when their peer goes. {@link #close} only forgets who
 * watches the device: the store goes on working, so a gateway can start a new orchestrator on it.
 */
public final class InMemoryPeerStore implements PeerStore {
  /** The kernel's limit (Linux {@code drivers/net/wireguard/messages.h}, MAX_PEERS_PER_DEVICE). */
  public static final int DEFAULT_MAX_PEERS = 1 << 20;

  /** How often a listing is begun: often enough to outlast a burst, not a steady stream. */
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

  /** {@return a new builder of a store without peers} */
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
    int given = 0;
    for (int attempt = 1; ; attempt++) {
      boolean lastAttempt = attempt == LISTING_ATTEMPTS;
      DevicePeers.Listing listing = new DevicePeers.Listing();
      List<PeerStatus> chunk = nextChunk(listing);
      while (!chunk.isEmpty() && (listing.isConsistent() || lastAttempt)) {
        chunk.forEach(consumer);
        given += chunk.size();
        chunk = nextChunk(listing);
      }
      if (listing.isConsistent() || lastAttempt) {
        return ListingResult.of(given, listing.isConsistent());
      }
    }
  }

  private List<PeerStatus> nextChunk(DevicePeers.Listing listing) throws StoreException {
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
   * Finds the peer that packets to an address go to, and that packets from it must come from: the
   * one with the longest allowed IP that holds it. Takes no lock; its cost grows with the number of
   * different prefix lengths in use, not with the number of peers.
   *
   * @param address an address inside the tunnel
   * @return the peer, or empty if no peer holds the address
   */
  public Optional<PublicKey> peerFor(InetAddress address) {
    return Optional.ofNullable(peers.holderOf(address)).map(peer -> peer.key);
  }

  /**
   * Records that a peer completed a handshake that it had initiated: its latest handshake is now,
   * its endpoint is where it came from, and the 148 bytes of its initiation and 92 of the response
   * are counted, as the kernel does.
   *
   * @param key the peer
   * @param endpoint where the peer sends from; a resolved address with a port
   * @return false if there is no such peer, so that the session must not be used
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
   * Counts traffic of a peer's session. WireGuard counts whole messages: 32 bytes for a keepalive.
   *
   * @param key the peer
   * @param rxBytes bytes received from it since the last call; not negative
   * @param txBytes bytes sent to it since the last call; not negative
   * @return false if there is no such peer
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
   * Returns what is in force for a peer now: allowed IPs that it has lost to others are missing,
   * and the endpoint is where it was last heard from. It may hold a copy of the preshared key.
   *
   * @param key the peer
   * @return its config, or empty if there is no such peer
   */
  public Optional<PeerConfig> config(PublicKey key) {
    return Optional.ofNullable(peers.find(key)).flatMap(MemoryPeer::config);
  }

  /**
   * Returns one peer's status without a listing.
   *
   * @param key the peer
   * @return what a listing would say of it, or empty if there is no such peer
   */
  public Optional<PeerStatus> status(PublicKey key) {
    return Optional.ofNullable(peers.find(key)).map(MemoryPeer::status);
  }

  /**
   * Returns whether a peer is there.
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
   * Changes the device's private key, as {@code wg set private-key} does: the peers stay, but one
   * whose key is the device's new key goes. Setting the same key again changes nothing.
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
   * Changes the port that the device says it listens on. The peers stay.
   *
   * @param port 0 to 65535; 0 for not listening
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
   * Deletes the device with all its peers. Until {@link #recreate} every operation of the store
   * fails.
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
   * Creates the device anew under the same name and port: there are no peers, and what was known of
   * the earlier ones no longer holds.
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

  /** Collects the parts of a store. Not thread-safe; can build more than once. */
  public static final class Builder {
    private String name = "memory";
    private @Nullable PrivateKey privateKey;
    private int listenPort = 51_820;
    private int maxPeers = DEFAULT_MAX_PEERS;
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /**
     * Sets the device's name, for logs and errors. Without it, it is {@code memory}.
     *
     * @param deviceName not blank
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder name(String deviceName) {
      if (deviceName.isBlank()) {
        throw new IllegalArgumentException("a device's name cannot be blank");
      }
      this.name = deviceName;
      return this;
    }

    /**
     * Sets the device's private key. Without it, each built store has a new random one.
     *
     * @param key copied when the store is built
     * @return this
     */
    public Builder privateKey(PrivateKey key) {
      this.privateKey = Objects.requireNonNull(key, "privateKey");
      return this;
    }

    /**
     * Sets the port that the device says it listens on. Without it, it is 51820.
     *
     * @param port 0 to 65535; 0 for not listening
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder listenPort(int port) {
      this.listenPort = checkedPort(port);
      return this;
    }

    /**
     * Sets how many peers there can be. Without it, it is {@link #DEFAULT_MAX_PEERS}.
     *
     * @param peers at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Builder maxPeers(int peers) {
      if (peers < 1) {
        throw new IllegalArgumentException("maxPeers must be at least 1, not " + peers);
      }
      this.maxPeers = peers;
      return this;
    }

    /**
     * Sets the clock that handshakes are dated by. Without it, it is the machine's.
     *
     * @param timeSource its wall clock is read
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
