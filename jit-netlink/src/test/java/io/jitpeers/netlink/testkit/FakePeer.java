package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A peer of the fake kernel ({@code struct wg_peer}). Guarded by the kernel's lock. */
final class FakePeer {
  final PublicKey key;
  final byte[] presharedKey = new byte[Uapi.WG_KEY_LEN];
  @Nullable InetSocketAddress endpoint;
  @Nullable Instant latestHandshake;
  long rxBytes;
  long txBytes;
  int keepalive;
  @Nullable Instant latestInitiation;
  // In the order of insertion; a prefix that is set again moves to the end, as in the kernel.
  final Set<IpPrefix> allowedIps = new LinkedHashSet<>();
  // The device's list. A removed peer has no neighbours.
  @Nullable FakePeer previous;
  @Nullable FakePeer next;
  boolean dead;

  FakePeer(PublicKey key) {
    this.key = key;
  }

  boolean hasPresharedKey() {
    return !Arrays.equals(presharedKey, new byte[presharedKey.length]);
  }

  PeerStatus status() {
    return new PeerStatus(
        key,
        hasPresharedKey(),
        endpoint,
        latestHandshake,
        rxBytes,
        txBytes,
        keepalive,
        List.copyOf(allowedIps));
  }
}
