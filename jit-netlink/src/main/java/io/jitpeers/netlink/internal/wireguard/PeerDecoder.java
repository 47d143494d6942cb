package io.jitpeers.netlink.internal.wireguard;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.internal.connection.DumpConsumer;
import io.jitpeers.wireguard.ListedPeer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Parses the peers of a dump, and merges a peer that continues in the next message. Each peer is
 * reported when the next one begins; the last peer is reported by {@link #finish}. All peers are
 * reported in one object, a cursor. Not thread-safe; used for one dump.
 *
 * <p>If the device changed between two messages, the kernel omits the current peer's unsent allowed
 * IPs, possibly all of them. If the current peer was removed, the kernel also omits the data of the
 * next peer, except the next peer's public key ({@code get_peer} in {@code
 * drivers/net/wireguard/netlink.c}, Linux 5.6 to 6.1 at least). Peers with omitted data are not
 * reported. A dump with such a change counts as interrupted. The next dump reports the omitted
 * peers if they still exist.
 */
final class PeerDecoder implements DumpConsumer {
  /**
   * The maximum number of peers in a dump, and the maximum number of allowed IPs of one peer. No
   * device reaches these limits: the kernel limits a device to 2^20 peers ({@code
   * MAX_PEERS_PER_DEVICE}), and 2^24 allowed IPs would take gigabytes of kernel memory. If a dump
   * exceeds a limit, the decoder throws an exception, because the dump may be endless.
   */
  static final int MAX_PEERS = 1 << 24;

  static final int MAX_ALLOWED_IPS = 1 << 24;

  private final Consumer<? super ListedPeer> consumer;
  private final int maxPeers;
  private final int maxAllowedIps;
  private final AttributeReader device;
  private final AttributeReader peers;
  private final AttributeReader peer;
  private final AttributeReader allowedIps;
  private final AttributeReader allowedIp;
  private final byte[] keyBytes = new byte[WireGuard.KEY_LEN];

  // The current peer, which may continue in the next message.
  private final DumpedPeer current = new DumpedPeer();
  // Whether there is a current peer that is still to be reported.
  private boolean begun;
  // The index in the list of allowed IPs at which the latest part of the peer began.
  private int partStart;
  private int peersBegun;

  PeerDecoder(ByteBuffer buffer, Consumer<? super ListedPeer> consumer) {
    this(buffer, consumer, MAX_PEERS, MAX_ALLOWED_IPS);
  }

  /** Creates a decoder with other limits, for tests. */
  PeerDecoder(
      ByteBuffer buffer, Consumer<? super ListedPeer> consumer, int maxPeers, int maxAllowedIps) {
    this.consumer = consumer;
    this.maxPeers = maxPeers;
    this.maxAllowedIps = maxAllowedIps;
    device = new AttributeReader(buffer);
    peers = new AttributeReader(buffer);
    peer = new AttributeReader(buffer);
    allowedIps = new AttributeReader(buffer);
    allowedIp = new AttributeReader(buffer);
  }

  @Override
  public Next accept(MessageReader message) throws NetlinkFormatException {
    boolean progress = false;
    boolean afterChange = (message.flags() & Netlink.NLM_F_DUMP_INTR) != 0;
    message.attributes(device, Netlink.GENERIC_HEADER_LENGTH);
    while (device.next()) {
      if (device.type() == WireGuard.WGDEVICE_A_PEERS) {
        device.nested(peers);
        while (peers.next()) {
          progress |= readPeer(afterChange);
          afterChange = false;
        }
      }
    }
    if (afterChange) {
      // The current peer was removed, so no further part of it follows.
      drop();
    }
    return progress ? Next.CONTINUE : Next.NO_PROGRESS;
  }

  /**
   * Reports the current peer. {@link WireGuardClient} calls this method once, for the last peer,
   * after the dump has ended successfully.
   */
  void finish() {
    if (begun) {
      consumer.accept(current);
      begun = false;
    }
  }

  private void drop() {
    begun = false;
  }

  /**
   * Parses a new peer, or a further part of the current peer. Returns false if a further part shows
   * that the kernel is faulty: the part has no allowed IPs although the device did not change, or
   * it repeats the allowed IPs of the part before it. Otherwise returns true.
   *
   * @param afterChange whether the device changed just before the kernel sent this peer or part
   */
  private boolean readPeer(boolean afterChange) throws NetlinkFormatException {
    readKey();
    if (begun && current.isKey(keyBytes)) {
      return readPart(afterChange);
    }
    if (afterChange && !hasHead()) {
      // The previous peer was removed: the kernel omitted the rest of it, and all attributes of
      // this peer except the key.
      drop();
      return true;
    }
    finish();
    begin();
    readAttributes();
    if (!current.isHeadRead()) {
      throw new NetlinkFormatException("a peer without its latest handshake");
    }
    if (afterChange && current.prefixes().size() == 0) {
      // Either the peer has no allowed IPs, or the first one did not fit and the kernel then
      // omitted all.
      drop();
    }
    return true;
  }

  private boolean readPart(boolean afterChange) throws NetlinkFormatException {
    int before = current.prefixes().size();
    readAttributes();
    if (afterChange && current.prefixes().size() == before) {
      // The kernel omitted the rest of the peer's allowed IPs.
      drop();
      return true;
    }
    return isNewPart(before);
  }

  /** Reads the key of the next peer, or of the next part of the current one. */
  private void readKey() throws NetlinkFormatException {
    peers.nested(peer);
    if (!peer.next() || peer.type() != WireGuard.WGPEER_A_PUBLIC_KEY) {
      throw new NetlinkFormatException("a peer that does not begin with its public key");
    }
    peer.copy(keyBytes);
  }

  /**
   * Returns whether the peer has attributes other than its key and allowed IPs. If the peer has
   * such attributes, the time of the latest handshake is always one of them. So this method
   * searches only for that time. Afterwards it moves the reader back to the key, which the caller
   * has read already.
   */
  private boolean hasHead() throws NetlinkFormatException {
    boolean head = false;
    while (!head && peer.next()) {
      head = peer.type() == WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME;
    }
    peers.nested(peer);
    var unused = peer.next();
    return head;
  }

  private void readAttributes() throws NetlinkFormatException {
    while (peer.next()) {
      if (peer.type() == WireGuard.WGPEER_A_ALLOWEDIPS) {
        readAllowedIps();
      } else {
        current.read(peer);
      }
    }
  }

  /**
   * Returns whether the latest part of the peer has other allowed IPs than the part before it. If
   * not, the kernel is faulty and may repeat the part forever.
   */
  private boolean isNewPart(int before) {
    int previous = partStart;
    partStart = before;
    return current.prefixes().size() > before && !current.prefixes().repeats(before, previous);
  }

  private void begin() throws NetlinkFormatException {
    if (++peersBegun > maxPeers) {
      throw new NetlinkFormatException("more than " + maxPeers + " peers: the dump may be endless");
    }
    current.begin(keyBytes);
    begun = true;
    partStart = 0;
  }

  private void readAllowedIps() throws NetlinkFormatException {
    peer.nested(allowedIps);
    while (allowedIps.next()) {
      if (current.prefixes().size() == maxAllowedIps) {
        throw new NetlinkFormatException(
            "a peer with more than " + maxAllowedIps + " allowed IPs: the dump may be endless");
      }
      allowedIps.nested(allowedIp);
      current.prefixes().add(allowedIp);
    }
  }
}
