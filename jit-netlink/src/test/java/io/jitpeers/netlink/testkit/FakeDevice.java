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
 * A WireGuard interface of a {@link FakeNetlinkKernel}, as {@code wg} and {@code ip} see it,
 * including the actions of its peers. Changes made here take effect at once, independently of open
 * sockets. A deleted device keeps its last state.
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

  /** Returns the interface's index, which is never reused. */
  public int index() {
    return state.index;
  }

  /** Returns the interface's current name. */
  public String name() {
    synchronized (kernel.lock) {
      return state.name;
    }
  }

  /** Returns the public key, or null while the device has no private key. */
  public @Nullable PublicKey publicKey() {
    synchronized (kernel.lock) {
      return state.publicKey;
    }
  }

  /** Returns the UDP port. */
  public int listenPort() {
    synchronized (kernel.lock) {
      return state.listenPort;
    }
  }

  /**
   * Replaces or removes the device's private key. As in the kernel, a peer with the new public key
   * is removed, and no notification is sent.
   */
  public void setPrivateKey(@Nullable PrivateKey key) {
    byte[] bytes = key == null ? new byte[Uapi.WG_KEY_LEN] : key.toBytes();
    synchronized (kernel.lock) {
      state.generation++;
      state.setPrivateKey(bytes);
    }
  }

  /** Sets the device's port. No notification is sent. */
  public void setListenPort(int port) {
    synchronized (kernel.lock) {
      state.generation++;
      state.listenPort = port;
    }
  }

  /** Sets the interface up or down, and sends link notifications. */
  public void setUp(boolean up) {
    synchronized (kernel.lock) {
      state.up = up;
      kernel.notifyLink(Uapi.RTM_NEWLINK, state);
    }
  }

  /** Returns the current peers, in the kernel's order. */
  public List<PeerStatus> peers() {
    synchronized (kernel.lock) {
      List<PeerStatus> peers = new ArrayList<>(state.peerCount());
      for (FakePeer peer = state.first(); peer != null; peer = peer.next) {
        peers.add(peer.status());
      }
      return peers;
    }
  }

  /** Returns the number of peers. */
  public int peerCount() {
    synchronized (kernel.lock) {
      return state.peerCount();
    }
  }

  /** Returns the current state of one peer. */
  public Optional<PeerStatus> peer(PublicKey key) {
    synchronized (kernel.lock) {
      return Optional.ofNullable(state.peer(key)).map(FakePeer::status);
    }
  }

  /** Returns a peer's current preshared key; empty if it has none or does not exist. */
  public Optional<PresharedKey> presharedKey(PublicKey key) {
    synchronized (kernel.lock) {
      return Optional.ofNullable(state.peer(key))
          .filter(FakePeer::hasPresharedKey)
          .map(peer -> PresharedKey.ofBytes(peer.presharedKey));
    }
  }

  /**
   * Makes a peer complete a handshake, at the current time of the kernel's clock.
   *
   * @param endpoint its source address
   * @return false if the peer does not exist, so that the kernel does not answer it
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
   * Returns the handshake initiations that the device sent because a persistent keepalive was
   * switched on, in order. The device sends none while it is down, has no key or knows no endpoint,
   * within 180 s of a handshake, or within 5 s of the previous initiation.
   */
  public List<Initiation> initiations() {
    synchronized (kernel.lock) {
      return List.copyOf(state.initiations);
    }
  }

  /** Adds to a peer's counters, which are unsigned; returns false if the peer does not exist. */
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

  /** Adds a peer without settings, as {@code wg set} would; does nothing if it exists. */
  public void addPeer(PublicKey key) {
    synchronized (kernel.lock) {
      state.generation++;
      if (state.peer(key) == null) {
        state.add(key);
      }
    }
  }

  /** Replaces the allowed IPs of an existing peer, as {@code wg set} would. */
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
