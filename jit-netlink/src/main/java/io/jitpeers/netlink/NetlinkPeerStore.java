package io.jitpeers.netlink;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.internal.store.KernelPeers;
import io.jitpeers.netlink.internal.wireguard.EncodingWarmUp;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers of one WireGuard interface of the Linux kernel, over generic netlink.
 *
 * <p>The interface is given by name or index, in this process's network namespace or in another. It
 * need not be there yet: each call looks for it, and fails with {@code ENODEV} if there is none.
 * Once found it is followed by its index, so that renaming it does not matter; if it is removed,
 * the next call looks for one of the name or index that was asked for.
 *
 * <p>Changes are packed: as many peers into a message, and as many messages into a datagram, as the
 * kernel takes. A peer is installed whole: if the kernel refuses it, or a part of it, it is
 * removed, even if it was there before. A listing is one dump; if the device changed meanwhile
 * ({@code NLM_F_DUMP_INTR}) it is made again, up to {@link Builder#listingAttempts}, and no peer is
 * given twice.
 *
 * <p>Needs the capability CAP_NET_ADMIN. Thread-safe: a listing, a change and a look at the device
 * go on at the same time; two of a kind wait for each other. Calls block until the kernel has
 * answered, which takes about 0.1 ms for each new peer, for the kernel computes a shared secret
 * with it. {@link #close} leaves the interface and its peers as they are, and destroys the {@link
 * io.jitpeers.wireguard.ResponderKey} of the devices it gave.
 */
public final class NetlinkPeerStore implements PeerStore {
  private static final Logger log = LoggerFactory.getLogger(NetlinkPeerStore.class);

  private final KernelPeers peers;

  private NetlinkPeerStore(KernelPeers peers) {
    this.peers = peers;
  }

  /** {@return a new builder} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@inheritDoc}
   *
   * @throws NetlinkException if there is no such interface, it is no WireGuard interface, it has no
   *     private key, or the kernel refuses
   */
  @Override
  public Device device() throws NetlinkException {
    return peers.device();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The claim is a netlink socket that is bound to a port id made of the interface's index, in
   * the interface's network namespace: the kernel gives each port id to one socket, and takes it
   * back when the process is gone. It needs no files and no capability of its own. Only stores of
   * this library heed it; wg(8) and others change the interface all the same.
   *
   * @throws NetlinkException {@code EADDRINUSE} if another gateway has claimed the interface, with
   *     the number of its process where that can be found out
   */
  @Override
  public void claim() throws NetlinkException {
    peers.claim();
  }

  /**
   * {@inheritDoc}
   *
   * @throws NetlinkException if no peer could be installed for a reason that is not a peer's own
   */
  @Override
  public BatchResult install(Collection<PeerConfig> configs) throws NetlinkException {
    return peers.install(configs);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A peer that the kernel refuses to change is removed: it may have been changed in part.
   *
   * @throws NetlinkException if no peer could be changed for a reason that is not a peer's own
   */
  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws NetlinkException {
    return peers.update(updates);
  }

  /**
   * {@inheritDoc}
   *
   * @throws NetlinkException if no peer could be removed for a reason that is not a peer's own
   */
  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws NetlinkException {
    return peers.remove(keys);
  }

  /**
   * {@inheritDoc} The consumer may call the store, but not for another listing.
   *
   * @throws NetlinkException if there is no such interface or the kernel refuses
   * @throws IllegalStateException if a listing's consumer calls this
   */
  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws NetlinkException {
    return peers.list(consumer);
  }

  /**
   * {@inheritDoc}
   *
   * @return true
   */
  @Override
  public boolean initiatesHandshakes() {
    return true;
  }

  /**
   * Makes the kernel send a handshake initiation to a peer that is installed: sets its endpoint,
   * switches its persistent keepalive off and on, which sends a keepalive and so needs a session,
   * and leaves it at what is wanted. A peer that is not there does not come back by this ({@code
   * WGPEER_F_UPDATE_ONLY}); nothing happens then.
   *
   * <p>The kernel sends no initiation if the interface is down, if it sent the peer one less than 5
   * s ago (REKEY_TIMEOUT, whitepaper section 6.1), or if their session is still good: then the
   * keepalive goes out in it, to the new endpoint.
   *
   * @param peer the peer
   * @param endpoint where it was last heard from; resolved
   * @param persistentKeepaliveSeconds the keepalive that the peer keeps, 0 for off, to 65535
   * @throws NetlinkException if the kernel refuses
   * @throws IllegalArgumentException if the endpoint is not resolved or the keepalive out of range
   */
  @Override
  public void initiateHandshake(
      PublicKey peer, InetSocketAddress endpoint, int persistentKeepaliveSeconds)
      throws NetlinkException {
    // Checks both.
    PeerConfig checked =
        PeerConfig.builder(peer)
            .endpoint(endpoint)
            .persistentKeepaliveSeconds(persistentKeepaliveSeconds)
            .build();
    peers.initiate(peer, endpoint, checked.persistentKeepaliveSeconds());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Starts a daemon thread that hears from the kernel when interfaces are made, removed, renamed
   * or brought up or down (rtnetlink). The kernel does not tell of a changed key or port: those are
   * noticed by the next listing or the next look at the device. If the kernel refuses, that is
   * logged, and changes are noticed at sweeps only.
   */
  @Override
  public void watchDevice(Runnable onChange) {
    try {
      peers.watch(Objects.requireNonNull(onChange, "onChange"));
    } catch (NetlinkException e) {
      log.warn("changes of the device will be noticed at sweeps only", e);
    }
  }

  /**
   * Returns counters. Does not block and has no side effects.
   *
   * @return counters since the store was made
   */
  public NetlinkStoreStatistics statistics() {
    return peers.statistics();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Writes requests for made-up peers into a buffer of its own, and sends nothing.
   */
  @Override
  public void warmUp(Duration limit) {
    EncodingWarmUp.run(limit);
  }

  /** {@inheritDoc} Gives up the claim, and waits for calls that other threads are making. */
  @Override
  public void close() {
    peers.close();
  }

  /** Collects what a store needs. Not thread-safe; can build more than once. */
  public static final class Builder {
    /** How many dumps a listing takes at most, unless told otherwise. */
    public static final int DEFAULT_LISTING_ATTEMPTS = 3;

    private @Nullable InterfaceRef wanted;
    private int listingAttempts = DEFAULT_LISTING_ATTEMPTS;
    private NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();

    private Builder() {}

    /**
     * Sets the interface by name.
     *
     * @param name such as {@code wg0}; 1 to 15 bytes ({@code IFNAMSIZ})
     * @return this
     * @throws IllegalArgumentException if the name cannot be an interface's
     */
    public Builder interfaceName(String name) {
      wanted = new InterfaceRef.ByName(name);
      return this;
    }

    /**
     * Sets the interface by index. Only that one is ever used, whatever its name.
     *
     * @param index as {@code ip link} prints it, 1 or more
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder interfaceIndex(int index) {
      wanted = new InterfaceRef.ByIndex(index);
      return this;
    }

    /**
     * Sets the network namespace that the interface is in. Without it, this process's own is meant.
     * Entering another one needs CAP_SYS_ADMIN too.
     *
     * @param nameOrPath a name as {@code ip netns} knows it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if it is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      sockets = KernelNetlinkSockets.of(NetworkNamespace.of(nameOrPath, Capability.CAP_NET_ADMIN));
      return this;
    }

    /**
     * Sets how many dumps a listing may take until one was not interrupted.
     *
     * @param attempts 1 or more; {@value #DEFAULT_LISTING_ATTEMPTS} unless set
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder listingAttempts(int attempts) {
      if (attempts < 1) {
        throw new IllegalArgumentException(
            "the listing attempts must be 1 or more, not " + attempts);
      }
      listingAttempts = attempts;
      return this;
    }

    /** For tests: a scripted kernel. */
    Builder sockets(NetlinkSocketFactory factory) {
      sockets = factory;
      return this;
    }

    /**
     * Creates the store. Nothing is asked of the kernel yet.
     *
     * @return a new store, which the caller closes
     * @throws IllegalStateException if no interface was set
     */
    public NetlinkPeerStore build() {
      if (wanted == null) {
        throw new IllegalStateException("set the interface, by name or by index");
      }
      return new NetlinkPeerStore(new KernelPeers(sockets, wanted, listingAttempts));
    }
  }
}
