package io.jitpeers.netlink.testkit;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A WireGuard interface of the fake kernel ({@code struct wg_device}). Guarded by its lock. */
final class DeviceState extends FakeLink {
  // Whitepaper, section 6.1.
  private static final Duration REKEY_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REJECT_AFTER_TIME = Duration.ofMinutes(3);

  private final Map<PublicKey, FakePeer> peers = new HashMap<>();
  private final Map<IpPrefix, FakePeer> owners = new HashMap<>();
  private @Nullable FakePeer first;
  private @Nullable FakePeer last;

  byte[] privateKey = new byte[Uapi.WG_KEY_LEN];
  @Nullable PublicKey publicKey;
  int listenPort;
  int fwmark;
  final List<Initiation> initiations = new ArrayList<>();
  // device_update_gen: counts the requests to change the device; a dump watches it.
  int generation;
  // peer_allowedips.seq
  long allowedIpsSequence = 1;

  DeviceState(int index, String name) {
    super(index, name);
  }

  @Override
  String kind() {
    return "wireguard";
  }

  @Nullable FakePeer first() {
    return first;
  }

  @Nullable FakePeer peer(PublicKey key) {
    return peers.get(key);
  }

  int peerCount() {
    return peers.size();
  }

  void setPrivateKey(byte[] key) {
    if (Arrays.equals(key, privateKey)) {
      return;
    }
    PublicKey own = null;
    if (!Arrays.equals(key, new byte[key.length])) {
      own = PrivateKey.ofBytes(key).publicKey();
      FakePeer self = peers.get(own);
      if (self != null) {
        remove(self);
      }
    }
    privateKey = key.clone();
    publicKey = own;
  }

  FakePeer add(PublicKey key) {
    FakePeer peer = new FakePeer(key);
    peers.put(key, peer);
    peer.previous = last;
    if (last == null) {
      first = peer;
    } else {
      last.next = peer;
    }
    last = peer;
    return peer;
  }

  void remove(FakePeer peer) {
    clearAllowedIps(peer);
    peers.remove(peer.key);
    if (peer.previous == null) {
      first = peer.next;
    } else {
      peer.previous.next = peer.next;
    }
    if (peer.next == null) {
      last = peer.previous;
    } else {
      peer.next.previous = peer.previous;
    }
    peer.previous = null;
    peer.next = null;
    peer.dead = true;
  }

  void removeAll() {
    while (first != null) {
      remove(first);
    }
  }

  void clearAllowedIps(FakePeer peer) {
    allowedIpsSequence++;
    peer.allowedIps.forEach(owners::remove);
    peer.allowedIps.clear();
  }

  /** Sends a keepalive, and therefore an initiation if there is no session ({@code send.c}). */
  void sendKeepalive(FakePeer peer, Instant now) {
    boolean session = isYounger(peer.latestHandshake, now, REJECT_AFTER_TIME);
    if (up
        && publicKey != null
        && peer.endpoint != null
        && !session
        && !isYounger(peer.latestInitiation, now, REKEY_TIMEOUT)) {
      peer.latestInitiation = now;
      initiations.add(new Initiation(peer.key, peer.endpoint, now));
    }
  }

  private static boolean isYounger(@Nullable Instant time, Instant now, Duration age) {
    return time != null && now.isBefore(time.plus(age));
  }

  /** Gives an allowed IP to a peer, and takes it from the peer that has exactly this prefix. */
  void moveAllowedIp(IpPrefix prefix, FakePeer to) {
    allowedIpsSequence++;
    FakePeer from = owners.put(prefix, to);
    if (from != null) {
      from.allowedIps.remove(prefix);
    }
    to.allowedIps.add(prefix);
  }
}
