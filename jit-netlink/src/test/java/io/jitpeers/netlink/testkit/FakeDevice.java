package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard interface of a {@link FakeNetlinkKernel}, as {@code wg} and {@code ip} see it, and
 * with what its peers do. Changes made here take effect at once, behind the back of whoever has
 * sockets open. A device that was deleted stays as it was.
 *
 * <p>Thread-safe.
 */
public final class FakeDevice {
  private final FakeNetlinkKernel kernel;
  private final DeviceState state;

  FakeDevice(FakeNetlinkKernel kernel, DeviceState state) {
    this.kernel = kernel;
    this.state = state;
  }

  /** The interface's index, never given to another. */
  public int index() {
    return state.index;
  }

  /** The interface's name now. */
  public String name() {
    synchronized (kernel.lock) {
      return state.name;
    }
  }

  /** The public key, or null while the device has no private key. */
  public @Nullable PublicKey publicKey() {
    synchronized (kernel.lock) {
      return state.publicKey;
    }
  }

  /** The UDP port. */
  public int listenPort() {
    synchronized (kernel.lock) {
      return state.listenPort;
    }
  }

  /**
   * Gives the device another private key, or takes it away. As in the kernel, a peer with the new
   * public key goes, and nobody is notified.
   */
  public void setPrivateKey(@Nullable PrivateKey key) {
    byte[] bytes = key == null ? new byte[Uapi.WG_KEY_LEN] : key.toBytes();
    synchronized (kernel.lock) {
      state.generation++;
      state.setPrivateKey(bytes);
    }
  }

  /** Gives the device another port. Nobody is notified. */
  public void setListenPort(int port) {
    synchronized (kernel.lock) {
      state.generation++;
      state.listenPort = port;
    }
  }

  /** Sets the interface up or down; links notifications go out. */
  public void setUp(boolean up) {
    synchronized (kernel.lock) {
      state.up = up;
      kernel.notifyLink(Uapi.RTM_NEWLINK, state);
    }
  }

  /** The peers now, in the kernel's order. */
  public List<PeerStatus> peers() {
    synchronized (kernel.lock) {
      List<PeerStatus> peers = new ArrayList<>(state.peerCount());
      for (FakePeer peer = state.first(); peer != null; peer = peer.next) {
        peers.add(peer.status());
      }
      return peers;
    }
  }

  /** How many peers there are. */
  public int peerCount() {
    synchronized (kernel.lock) {
      return state.peerCount();
    }
  }

  /** One peer now. */
  public Optional<PeerStatus> peer(PublicKey key) {
    synchronized (kernel.lock) {
      return Optional.ofNullable(state.peer(key)).map(FakePeer::status);
    }
  }

  /** A peer's preshared key now; empty if it has none or is not there. */
  public Optional<PresharedKey> presharedKey(PublicKey key) {
    synchronized (kernel.lock) {
      return Optional.ofNullable(state.peer(key))
          .filter(FakePeer::hasPresharedKey)
          .map(peer -> PresharedKey.ofBytes(peer.presharedKey));
    }
  }

  /**
   * Lets a peer complete a handshake, now by the kernel's clock.
   *
   * @param endpoint where it came from
   * @return false if the peer is not there: the kernel does not answer it
   */
  public boolean handshake(PublicKey key, InetSocketAddress endpoint) {
    synchronized (kernel.lock) {
      FakePeer peer = state.peer(key);
      if (peer == null) {
        return false;
      }
      peer.latestHandshake = kernel.time().wallTime();
      peer.endpoint = endpoint;
      return true;
    }
  }

  /**
   * The handshake initiations that the device sent because a persistent keepalive was switched on,
   * in their order. It sends none while it is down, has no key or knows no endpoint, within 180 s
   * of a handshake, and within 5 s of the initiation before.
   */
  public List<Initiation> initiations() {
    synchronized (kernel.lock) {
      return List.copyOf(state.initiations);
    }
  }

  /** Adds to a peer's counters, which count as unsigned numbers do; false if it is not there. */
  public boolean traffic(PublicKey key, long rxBytes, long txBytes) {
    synchronized (kernel.lock) {
      FakePeer peer = state.peer(key);
      if (peer == null) {
        return false;
      }
      peer.rxBytes += rxBytes;
      peer.txBytes += txBytes;
      return true;
    }
  }

  /** Adds a peer without anything, as {@code wg set} would; nothing if it is there. */
  public void addPeer(PublicKey key) {
    synchronized (kernel.lock) {
      state.generation++;
      if (state.peer(key) == null) {
        state.add(key);
      }
    }
  }

  /** Gives a peer that is there these allowed IPs and no others, as {@code wg set} would. */
  public void setAllowedIps(PublicKey key, Collection<IpPrefix> allowedIps) {
    synchronized (kernel.lock) {
      state.generation++;
      FakePeer peer = state.peer(key);
      if (peer != null) {
        state.clearAllowedIps(peer);
        allowedIps.forEach(prefix -> state.moveAllowedIp(prefix, peer));
      }
    }
  }

  /** Removes a peer, as {@code wg set} would. */
  public void removePeer(PublicKey key) {
    synchronized (kernel.lock) {
      state.generation++;
      FakePeer peer = state.peer(key);
      if (peer != null) {
        state.remove(peer);
      }
    }
  }
}
