package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The peers of one WireGuard device: the kernel's over netlink, or one in memory.
 *
 * <p>Thread-safe. Calls block until done. The orchestrator changes a store from one thread only,
 * and reads and lists it from another. Until a change returns no other peer is installed, changed
 * or removed; until a listing returns no sweep goes on, and no change of the device is taken in. A
 * change that takes longer than {@code watchdog.slow-call} is named in a warning; any call that
 * does not return within {@code watchdog.patience} is logged with its stack. What a call throws
 * fails the peers that it was about, and no others.
 */
public interface PeerStore extends AutoCloseable {

  /**
   * Reads the device. Has no side effects.
   *
   * @return the device as it is now
   * @throws StoreException if there is none or it cannot be read
   */
  Device device() throws StoreException;

  /**
   * Claims the device for this store, until it is closed: another gateway that wants to provision
   * into it is then refused. Called once, when the orchestrator starts, before anything is changed;
   * a store that only lists its device does not claim it. A store whose device nobody else can
   * reach has nothing to do, which is what this does.
   *
   * <p>The claim ends with the process, however that ends. It follows a device that is made anew;
   * if another gateway was faster, reading the device and changing its peers fail from then on.
   *
   * @throws StoreException if another gateway provisions into the device, with what to do about it,
   *     or if there is no device or it cannot be claimed
   */
  default void claim() throws StoreException {}

  /**
   * Makes each peer exactly what its config says, adding it if it is not there: its allowed IPs are
   * replaced, and an allowed IP that another peer holds moves to this one, as in the kernel. That
   * is so for the identical prefix only: of prefixes that lie inside each other both peers keep
   * theirs, and the data plane gives a packet to the peer with the longest prefix that the address
   * is in. The peer that loses an allowed IP keeps all else: its preshared key, its keepalive, its
   * endpoint, its session and its other allowed IPs. Atomic per peer: a peer is there whole or not
   * at all. An absent endpoint leaves the endpoint alone, and a preshared key of 32 zeros is none.
   * The device's own key is ignored, as the kernel does.
   *
   * @param peers what to install; no key twice; applied in order
   * @return which peers failed, even if it is all of them; the others are installed
   * @throws StoreException if the device cannot be changed at all
   */
  BatchResult install(Collection<PeerConfig> peers) throws StoreException;

  /**
   * Changes peers that are there, and only what each update names: sessions, counters and what is
   * not named stay as they are. A peer that is not there does not come back by this; nothing
   * happens then, and it does not count as failed. An allowed IP that another peer holds moves to
   * this one, as in the kernel, and the other peer keeps all else. A changed preshared key is used
   * from the next handshake on; one of 32 zeros is none.
   *
   * @param updates what changes; no key twice; applied in order
   * @return which peers failed: such a peer is as it was before or not there at all; the others are
   *     as their updates say, or were not there
   * @throws StoreException if the device cannot be changed at all
   */
  BatchResult update(Collection<PeerUpdate> updates) throws StoreException;

  /**
   * Removes peers, with their sessions. Removing what is not there succeeds.
   *
   * @param keys which peers; no key twice
   * @return which removals failed; the others are gone
   * @throws StoreException if nothing could be removed
   */
  BatchResult remove(Collection<PublicKey> keys) throws StoreException;

  /**
   * Passes every peer to a consumer, without holding all of them, in the order in which they were
   * first installed, as the kernel does. A listing that runs while the device changes may give a
   * peer twice; if it may lack one that was there throughout, it says that it is not complete,
   * after the store has tried again as often as is reasonable. Has no side effects on the device.
   *
   * @param consumer takes each peer's status, on this thread
   * @return how the listing ended
   * @throws StoreException if the device cannot be read
   */
  ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException;

  /**
   * Returns whether {@link #initiateHandshake} works, so that a gateway can answer a client whose
   * packet nobody gives back.
   *
   * @return the same answer for the store's life; false unless overridden
   */
  default boolean initiatesHandshakes() {
    return false;
  }

  /**
   * Makes the data plane send a handshake initiation to a peer that is installed. Afterwards the
   * peer has this endpoint and this persistent keepalive, and all else is as it was. A peer that is
   * not there does not come back by this; nothing happens then. Returns without waiting for the
   * handshake.
   *
   * @param peer the peer
   * @param endpoint where to send it; resolved
   * @param persistentKeepaliveSeconds the keepalive that the peer keeps, 0 for off, to 65535
   * @throws StoreException if the data plane refuses
   * @throws IllegalArgumentException if the endpoint is not resolved or the keepalive out of range
   * @throws UnsupportedOperationException if this store cannot
   */
  default void initiateHandshake(
      PublicKey peer, InetSocketAddress endpoint, int persistentKeepaliveSeconds)
      throws StoreException {
    throw new UnsupportedOperationException("this peer store cannot initiate handshakes");
  }

  /**
   * Asks to be told when the device was created anew, removed, renamed, or changed its key or port.
   * A store that cannot notice by itself never calls; the orchestrator also looks at each sweep.
   *
   * @param onChange called on any thread, quickly and without the device's new state: read {@link
   *     #device}
   */
  default void watchDevice(Runnable onChange) {}

  /**
   * Has the JVM load and compile what an install needs, by work on made-up data that stays in the
   * process: the first client does not wait for it then. Changes and asks nothing. Called when an
   * orchestrator starts, on a thread of its own, for the first store of a class in a process. A
   * store that has nothing to prepare does nothing, which is the default.
   *
   * @param limit how long it may take; the thread is interrupted when the time is up, and the start
   *     goes on without waiting any longer
   */
  default void warmUp(Duration limit) {}

  /** Releases what the store holds and leaves the device as it is. Closing again does nothing. */
  @Override
  void close();
}
