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
import io.jitpeers.wireguard.ListedPeer;
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
 * A {@link PeerStore} for the peers of one WireGuard interface of the Linux kernel, over generic
 * netlink.
 *
 * <p>The interface is given by name or index, in this process's network namespace or in another
 * one. The interface need not exist when the store is created: each call looks for the interface,
 * and fails with {@code ENODEV} if it does not exist. Once found, the interface is tracked by its
 * index, so it can be renamed. If it is removed, the next call looks for the configured name or
 * index again.
 *
 * <p>Changes are batched: each message contains as many peers as fit, and each datagram contains as
 * many messages as the kernel accepts. A peer is installed completely or not at all: if the kernel
 * refuses any part of the peer, the store removes the peer, even if the peer existed before. A
 * listing is usually one dump. If the device changed during the dump ({@code NLM_F_DUMP_INTR}), the
 * dump is repeated, up to {@link Builder#listingAttempts} dumps in total; {@link #list} reports no
 * peer twice.
 *
 * <p>Needs the capability CAP_NET_ADMIN. Thread-safe: a listing, a change and a read of the device
 * run concurrently; two operations of the same kind run one after another. Calls block until the
 * kernel has answered. An install takes about 0.1 ms per new peer, because the kernel computes a
 * shared secret with the peer. {@link #close} leaves the interface and its peers unchanged, and
 * destroys the {@link io.jitpeers.wireguard.ResponderKey} of each {@link Device} that the store
 * returned.
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
   * @throws NetlinkException if the interface does not exist, is not a WireGuard interface or has
   *     no private key, or if the kernel refuses the request
   */
  @Override
  public Device device() throws NetlinkException {
    return peers.device();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The claim is a netlink socket in the interface's network namespace, bound to a port id
   * derived from the interface's index. The kernel gives each port id to only one socket and frees
   * it when the process ends. The claim needs no files and no additional capability. Only stores of
   * this library respect the claim; wg(8) and other programs can still change the interface.
   *
   * @throws NetlinkException with {@code EADDRINUSE} if another gateway has claimed the interface;
   *     the message names the other gateway's process if it can be determined
   */
  @Override
  public void claim() throws NetlinkException {
    peers.claim();
  }

  /**
   * {@inheritDoc}
   *
   * @throws NetlinkException if no peer was installed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  @Override
  public BatchResult install(Collection<PeerConfig> configs) throws NetlinkException {
    return peers.install(configs);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If the kernel refuses a change, the store removes the peer, because the peer may have been
   * changed in part.
   *
   * @throws NetlinkException if no peer was changed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws NetlinkException {
    return peers.update(updates);
  }

  /**
   * {@inheritDoc}
   *
   * @throws NetlinkException if no peer was removed, for a reason that concerns the whole batch,
   *     such as a missing interface
   */
  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws NetlinkException {
    return peers.remove(keys);
  }

  /**
   * {@inheritDoc} The consumer may call the store, but must not start another listing.
   *
   * @throws NetlinkException if the interface does not exist or the kernel refuses the request
   * @throws IllegalStateException if a listing's consumer calls this method
   */
  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws NetlinkException {
    return peers.list(consumer);
  }

  /**
   * {@inheritDoc} The visitor may call the store, but must not start another listing.
   *
   * @throws NetlinkException if the interface does not exist or the kernel refuses the request
   * @throws IllegalStateException if a listing's visitor calls this method
   */
  @Override
  public ListingResult visit(Consumer<? super ListedPeer> visitor) throws NetlinkException {
    return peers.visit(visitor);
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
   * Makes the kernel send a handshake initiation to an installed peer. The store sets the peer's
   * endpoint and switches its persistent keepalive off and on. Switching the persistent keepalive
   * on makes the kernel send a keepalive. A keepalive requires a session, so the kernel sends an
   * initiation first if there is no session. Finally, the store sets the requested keepalive
   * interval. If the peer is not installed, nothing happens ({@code WGPEER_F_UPDATE_ONLY}).
   *
   * <p>The kernel sends no initiation in three cases: the interface is down; the kernel sent this
   * peer an initiation less than 5 s ago (REKEY_TIMEOUT, whitepaper section 6.1); or the kernel has
   * a valid session with the peer. In the last case the kernel sends the keepalive in that session,
   * to the new endpoint.
   *
   * @param peer the peer
   * @param endpoint the peer's last known endpoint; must be resolved
   * @param persistentKeepaliveSeconds the keepalive interval that the peer has afterwards, 0 (off)
   *     to 65535
   * @throws NetlinkException if the kernel refuses the request
   * @throws IllegalArgumentException if the endpoint is not resolved or the interval is out of
   *     range
   */
  @Override
  public void initiateHandshake(
      PublicKey peer, InetSocketAddress endpoint, int persistentKeepaliveSeconds)
      throws NetlinkException {
    // PeerConfig's builder checks the endpoint and the keepalive.
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
   * <p>Starts a daemon thread that receives the kernel's rtnetlink notifications: the kernel
   * reports each interface that is created, removed, renamed, or brought up or down. The kernel
   * sends no notification of a changed key or port; such a change is noticed by the next listing or
   * the next read of the device. If the kernel refuses the subscription to the notifications, the
   * store logs the refusal. Then only later calls to the store notice changes of the device.
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
   * Returns the counters. Does not block and has no side effects.
   *
   * @return counters since the store was created
   */
  public NetlinkStoreStatistics statistics() {
    return peers.statistics();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Encodes requests for made-up peers into a temporary buffer, and sends nothing.
   */
  @Override
  public void warmUp(Duration limit) {
    EncodingWarmUp.run(limit);
  }

  /**
   * {@inheritDoc} Also ends the {@linkplain #claim claim} to the interface, and waits until the
   * running calls of other threads have ended.
   */
  @Override
  public void close() {
    peers.close();
  }

  /** Collects the options of a store. Not thread-safe; can build more than one store. */
  public static final class Builder {
    /** The default maximum number of dumps in a listing. */
    public static final int DEFAULT_LISTING_ATTEMPTS = 3;

    private @Nullable InterfaceRef wanted;
    private int listingAttempts = DEFAULT_LISTING_ATTEMPTS;
    private NetlinkSocketFactory sockets = KernelNetlinkSockets.ofProcess();

    private Builder() {}

    /**
     * Sets the interface by name.
     *
     * @param name the interface's name, such as {@code wg0}; 1 to 15 bytes ({@code IFNAMSIZ})
     * @return this
     * @throws IllegalArgumentException if the kernel does not permit this name for an interface
     */
    public Builder interfaceName(String name) {
      wanted = new InterfaceRef.ByName(name);
      return this;
    }

    /**
     * Sets the interface by index. The store uses only the interface with this index, whatever its
     * name.
     *
     * @param index the index as {@code ip link} prints it, 1 or more
     * @return this
     * @throws IllegalArgumentException if the index is less than 1
     */
    public Builder interfaceIndex(int index) {
      wanted = new InterfaceRef.ByIndex(index);
      return this;
    }

    /**
     * Sets the network namespace of the interface. The default is this process's own namespace.
     * Entering another namespace needs CAP_SYS_ADMIN in addition to CAP_NET_ADMIN.
     *
     * @param nameOrPath a name as {@code ip netns} lists it, or the path of a namespace's file,
     *     such as {@code /proc/1234/ns/net}
     * @return this
     * @throws IllegalArgumentException if the argument is blank
     */
    public Builder networkNamespace(String nameOrPath) {
      sockets = KernelNetlinkSockets.of(NetworkNamespace.of(nameOrPath, Capability.CAP_NET_ADMIN));
      return this;
    }

    /**
     * Sets the maximum number of dumps in a listing. If the device changes during a dump, the dump
     * is repeated until one is complete or the maximum is reached.
     *
     * @param attempts the maximum, 1 or more; {@value #DEFAULT_LISTING_ATTEMPTS} by default
     * @return this
     * @throws IllegalArgumentException if the maximum is less than 1
     */
    public Builder listingAttempts(int attempts) {
      if (attempts < 1) {
        throw new IllegalArgumentException(
            "the listing attempts must be 1 or more, not " + attempts);
      }
      listingAttempts = attempts;
      return this;
    }

    /** Replaces the kernel with a scripted kernel, for tests. */
    Builder sockets(NetlinkSocketFactory factory) {
      sockets = factory;
      return this;
    }

    /**
     * Creates the store. No request is sent to the kernel yet.
     *
     * @return a new store; the caller closes it
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
