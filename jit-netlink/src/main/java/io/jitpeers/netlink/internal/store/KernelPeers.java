package io.jitpeers.netlink.internal.store;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.netlink.NetlinkSocketFactory;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkStoreStatistics;
import io.jitpeers.netlink.internal.link.LinkMonitor;
import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.PeerSetter;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.internal.wireguard.WireGuardDevice;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists and changes the peers of one interface. Uses three netlink connections, so that a listing
 * delays neither changes nor reads of the device. Thread-safe; calls block until the kernel has
 * answered.
 */
public final class KernelPeers implements AutoCloseable {
  private final NetlinkSocketFactory sockets;
  private final int listingAttempts;
  private final CurrentInterface device;
  private final WireGuardClient looking;
  private final WireGuardClient listing;
  private final WireGuardClient setting;
  private final PeerSetter setter;
  private final KeyHandles keys = new KeyHandles();
  private final StoreCounters counters = new StoreCounters();
  private final InterfaceClaim claim;
  private @Nullable LinkMonitor monitor;
  private boolean closed;

  /**
   * Creates an instance for one store; no connection is opened yet.
   *
   * @param sockets opens sockets in the interface's network namespace
   * @param wanted the configured interface
   * @param listingAttempts the maximum number of dumps in a listing, 1 or more
   */
  public KernelPeers(NetlinkSocketFactory sockets, InterfaceRef wanted, int listingAttempts) {
    this.sockets = sockets;
    this.listingAttempts = listingAttempts;
    device = new CurrentInterface(wanted);
    device.addListener(counters.deviceChanges::increment);
    looking = new WireGuardClient(sockets);
    listing = new WireGuardClient(sockets);
    setting = new WireGuardClient(sockets);
    setter = new PeerSetter(setting);
    claim = new InterfaceClaim(sockets, looking);
  }

  /**
   * Claims the interface, so that no other gateway provisions it at the same time. If the interface
   * is created anew later, the claim moves to the new interface.
   */
  public void claim() throws NetlinkException {
    var unused =
        device.call(
            which -> {
              claim.begin(which);
              return true;
            });
  }

  /** Reads the device. */
  public Device device() throws NetlinkException {
    WireGuardDevice read = device.call(looking::device);
    PrivateKey privateKey = read.privateKey();
    PublicKey publicKey = read.publicKey();
    try {
      claim.follow(read.index(), read.name());
    } catch (NetlinkException e) {
      InterfaceClaim.forget(read);
      throw e;
    }
    if (privateKey == null || publicKey == null) {
      throw NetlinkException.ofErrno(
          "reading the WireGuard device " + read.name(),
          Errno.ENOKEY,
          null,
          -1,
          "it has no private key: set one with \"wg set "
              + read.name()
              + " private-key FILE\" before clients can be served",
          null);
    }
    ResponderKey handle = keys.of(publicKey, privateKey);
    CurrentInterface.Look look = device.take(read);
    if (look.changed()) {
      device.tell();
    }
    return Device.of(read.name(), look.incarnation(), read.listenPort(), handle);
  }

  /** Installs peers. */
  public BatchResult install(Collection<PeerConfig> peers) throws NetlinkException {
    List<PeerConfig> configs = List.copyOf(peers);
    return change(configs.size(), counters.installed, which -> setter.install(which, configs));
  }

  /** Changes existing peers. */
  public BatchResult update(Collection<PeerUpdate> updates) throws NetlinkException {
    List<PeerUpdate> all = List.copyOf(updates);
    return change(all.size(), counters.updated, which -> setter.update(which, all));
  }

  /** Removes peers. */
  public BatchResult remove(Collection<PublicKey> peers) throws NetlinkException {
    List<PublicKey> all = List.copyOf(peers);
    return change(all.size(), counters.removed, which -> setter.remove(which, all));
  }

  private BatchResult change(
      int peers, LongAdder done, CurrentInterface.Call<Map<PublicKey, NetlinkException>> call)
      throws NetlinkException {
    int failed = peers;
    try {
      Map<PublicKey, NetlinkException> failures =
          device.call(
              which -> {
                claim.require(which);
                return call.on(which);
              });
      failed = failures.size();
      return failed == 0 ? BatchResult.SUCCESS : BatchResult.of(Map.copyOf(failures));
    } finally {
      counters.failedPeers.add(failed);
      done.add(peers - failed);
    }
  }

  /** Makes the kernel initiate a handshake with a peer. */
  public void initiate(PublicKey peer, InetSocketAddress endpoint, int keepaliveSeconds)
      throws NetlinkException {
    var unused =
        device.call(
            which -> {
              claim.require(which);
              setter.initiate(which, peer, endpoint, keepaliveSeconds);
              return true;
            });
  }

  /** Lists the peers. */
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws NetlinkException {
    return new PeerListing(listing, device, counters).list(listingAttempts, consumer);
  }

  /**
   * Lists the peers. Every peer is passed in the same, reused object. If an interrupted dump is
   * repeated, a peer can be passed more than once.
   */
  public ListingResult visit(Consumer<? super ListedPeer> visitor) throws NetlinkException {
    return new PeerListing(listing, device, counters).visit(listingAttempts, visitor);
  }

  /** Starts to report changes of the device. */
  public synchronized void watch(Runnable onChange) throws NetlinkException {
    if (closed) {
      return;
    }
    device.addListener(onChange);
    if (monitor == null) {
      monitor = LinkMonitor.start(sockets, device, "jit-netlink-links-" + device.ref());
    }
  }

  /** Returns the counters. */
  public NetlinkStoreStatistics statistics() {
    return counters.snapshot();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (monitor != null) {
        monitor.close();
      }
    }
    claim.close();
    looking.close();
    listing.close();
    setting.close();
    keys.close();
  }
}
