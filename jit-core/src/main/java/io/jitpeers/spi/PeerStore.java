package io.jitpeers.spi;

import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The peers of one WireGuard device, either in the kernel (over netlink) or in memory.
 *
 * <p>Thread-safe. Each call blocks until it is done. The orchestrator changes a store on one thread
 * only, and reads and lists the store on another thread. While a change runs, no other peer is
 * installed, changed or removed. While a listing runs, the sweep for idle peers makes no progress,
 * and the orchestrator notices no change of the device. A change that takes longer than {@code
 * watchdog.slow-call} is logged as a warning. A call that does not return within {@code
 * watchdog.patience} is logged with its stack trace. If a call throws an exception, only the peers
 * of that call fail.
 */
public interface PeerStore extends AutoCloseable {

  /**
   * Reads the device. Has no side effects.
   *
   * @return the current state of the device
   * @throws StoreException if the device does not exist or cannot be read
   */
  Device device() throws StoreException;

  /**
   * Claims the device for this store until the store is closed. While the claim lasts, other
   * gateways cannot provision peers on the device. The orchestrator calls this method once, at its
   * start, before any change. A program that only lists the device does not call this method. The
   * default does nothing; it suits a store whose device no other program can reach.
   *
   * <p>The claim also ends with the process, even if the process crashes. If the device is created
   * anew, the claim covers the new device. But if another gateway claims the new device first,
   * every later attempt of this store to read the device or to change its peers fails.
   *
   * @throws StoreException if another gateway has claimed the device (the message says what to do),
   *     or if the device does not exist or cannot be claimed
   */
  default void claim() throws StoreException {}

  /**
   * Makes each peer match its config exactly, and adds the peer if it is absent. Atomic per peer: a
   * peer is installed completely or not at all.
   *
   * <p>The allowed IPs are replaced. A prefix that another peer holds moves to the installed peer,
   * as in the kernel. The other peer keeps everything else: its preshared key, keepalive, endpoint,
   * session and other allowed IPs. Only identical prefixes move. If one prefix lies inside another,
   * each peer keeps its prefix, and the data plane sends a packet to the peer with the longest
   * prefix that matches.
   *
   * <p>If a config has no endpoint, the peer's endpoint does not change. A preshared key of 32 zero
   * bytes means no preshared key. A config with the device's own key is ignored, as in the kernel.
   *
   * @param peers the peers to install, without duplicate keys; applied in order
   * @return the peers that failed, possibly all; all other peers are installed
   * @throws StoreException if the device cannot be changed at all
   */
  BatchResult install(Collection<PeerConfig> peers) throws StoreException;

  /**
   * Changes existing peers. The fields that an update names get new values; the session, the
   * counters and all other fields stay as they are. A peer that does not exist is not created, and
   * its absence does not count as a failure. An allowed IP that another peer holds moves to the
   * changed peer, as in the kernel, and the other peer keeps everything else. A changed preshared
   * key takes effect with the next handshake; 32 zero bytes mean no preshared key.
   *
   * @param updates the changes, without duplicate keys; applied in order
   * @return the peers that failed; each such peer is unchanged or was removed. All other peers
   *     match their updates or did not exist
   * @throws StoreException if the device cannot be changed at all
   */
  BatchResult update(Collection<PeerUpdate> updates) throws StoreException;

  /**
   * Removes peers and their sessions. Removing an absent peer succeeds.
   *
   * @param keys the peers to remove, without duplicates
   * @return the removals that failed; all other given peers are gone
   * @throws StoreException if nothing could be removed
   */
  BatchResult remove(Collection<PublicKey> keys) throws StoreException;

  /**
   * Passes every peer to a consumer, without holding all peers in memory. The peers come in the
   * order in which they were first installed, as in the kernel. Has no side effects on the device.
   *
   * <p>If the device changes during the listing, a peer may be passed twice, or a peer that existed
   * all the time may be missing. If a peer may be missing, the store repeats the listing a
   * reasonable number of times, and then reports that the listing is not complete.
   *
   * @param consumer receives each peer's status, on the calling thread
   * @return how the listing ended
   * @throws StoreException if the device cannot be read
   */
  ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException;

  /**
   * Passes every peer to a visitor, as {@link #list} does, but without creating an object for each
   * peer if the store can avoid that. The orchestrator uses this method for the sweep for idle
   * peers, which visits every peer of the device. The default passes the statuses that {@link
   * #list} creates; it suits a store with few peers.
   *
   * <p>A visited peer may be a cursor that is valid only during the call. If the device changes,
   * the store may repeat the listing, and each repetition may pass a peer once more. The result
   * counts only the peers of the last repetition.
   *
   * @param visitor receives each peer, on the calling thread; must not keep it
   * @return how the listing ended, as for {@link #list}
   * @throws StoreException if the device cannot be read
   */
  default ListingResult visit(Consumer<? super ListedPeer> visitor) throws StoreException {
    return list(visitor);
  }

  /**
   * Returns whether this store supports {@link #initiateHandshake}. If it does, the orchestrator
   * initiates a handshake with a new client in two cases: {@link
   * io.jitpeers.options.FirstPacketStrategy#INITIATE_BACK} is configured, or {@code REPLAY} is
   * configured but the packet source cannot return the client's packet to the data plane. It also
   * initiates a handshake to recover a lost session, and to wake a peer for a packet from the
   * private side that cannot be sent to the data plane again.
   *
   * @return the same value on each call; false unless overridden
   */
  default boolean initiatesHandshakes() {
    return false;
  }

  /**
   * Makes the data plane send a handshake initiation to an installed peer. Afterwards the peer has
   * the given endpoint and persistent keepalive; everything else is unchanged. If the peer does not
   * exist, nothing happens. Returns without waiting for the handshake.
   *
   * @param peer the peer
   * @param endpoint the address to send the initiation to; resolved
   * @param persistentKeepaliveSeconds the peer's keepalive from then on, 0 (off) to 65535
   * @throws StoreException if the data plane refuses
   * @throws IllegalArgumentException if the endpoint is not resolved or the keepalive is out of
   *     range
   * @throws UnsupportedOperationException if this store cannot initiate handshakes
   */
  default void initiateHandshake(
      PublicKey peer, InetSocketAddress endpoint, int persistentKeepaliveSeconds)
      throws StoreException {
    throw new UnsupportedOperationException("this peer store cannot initiate handshakes");
  }

  /**
   * Registers a callback for changes of the device. The store calls it if the device was created
   * anew, removed or renamed, or if the device's key or port changed. A store that cannot detect
   * changes never calls the callback; the orchestrator also checks the device in each sweep for
   * idle peers.
   *
   * @param onChange called on any thread; must return quickly. The new state is available from
   *     {@link #device}
   */
  default void watchDevice(Runnable onChange) {}

  /**
   * Makes the JVM load and compile the code of an install by processing made-up data, so that the
   * first client does not wait for the loading and compiling. Changes and requests nothing outside
   * the process. The orchestrator calls this method when it starts, on a separate thread. If a
   * process has several stores of the same class, this method is called on only one of them. The
   * default does nothing.
   *
   * @param limit the time limit; once it has passed, the orchestrator interrupts the thread and
   *     continues its start without waiting
   */
  default void warmUp(Duration limit) {}

  /** Releases the store's resources. The device stays as it is. Closing again does nothing. */
  @Override
  void close();
}
