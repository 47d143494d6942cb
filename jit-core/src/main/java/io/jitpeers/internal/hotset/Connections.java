package io.jitpeers.internal.hotset;

import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which clients are connected. A client is connected if it has a session. A session lives
 * for 180 s after its handshake (REJECT_AFTER_TIME, WireGuard whitepaper section 6.1). Much less
 * than 180 s would be too short: an active client renews its session only about every 120 s, and
 * would be reported as disconnected in between. Thread-safe.
 */
public final class Connections {
  private static final Duration SESSION = Duration.ofMinutes(3);

  private final HotSet hotSet;
  private int count;

  Connections(HotSet hotSet) {
    this.hotSet = hotSet;
  }

  /** Returns the number of resident peers whose clients are connected. */
  public int count() {
    synchronized (hotSet.lock) {
      return count;
    }
  }

  /** Returns whether a resident peer's client is connected. */
  public boolean contains(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      return peer != null && peer.connected;
    }
  }

  /**
   * Records a listed peer, and adds an event if its client has connected or disconnected. Adds no
   * event if another program installed the peer. The caller holds the hot set's lock.
   *
   * @param handshake whether this listing is the first to show the peer's latest handshake
   * @param begun when the listing began; the listing may lack handshakes that completed after this
   *     time
   * @param events collects the events, by the peer's key, until the listing has ended
   */
  void listed(ResidentRecord peer, boolean handshake, long begun, Map<PublicKey, JitEvent> events) {
    if (handshake && !peer.connected) {
      set(peer, true);
      if (!peer.isForeign()) {
        events.put(peer.key, new JitEvent.PeerConnected(peer.key, peer.reading()));
      }
    } else if (!handshake && peer.connected && begun - peer.handshakeSeenAt >= SESSION.toNanos()) {
      set(peer, false);
      if (!peer.isForeign()) {
        events.put(
            peer.key,
            new JitEvent.PeerDisconnected(peer.key, Disconnection.SILENT, peer.reading()));
      }
    }
  }

  /**
   * The last known state of a peer that left the hot set.
   *
   * @param last the peer's reading in the latest listing that showed the peer
   * @param connected whether the peer's client was connected
   * @param untold the event of the client's connection or disconnection, if the listing in progress
   *     has found one; null otherwise. The event is not published yet. The caller must publish it
   *     before the event of the removal
   */
  public record Departure(PeerReading last, boolean connected, @Nullable JitEvent untold) {}

  /**
   * Removes a peer from the hot set because it was removed from the device. Returns the peer's last
   * known state.
   */
  public Departure depart(PublicKey key) {
    synchronized (hotSet.lock) {
      Listing listing = hotSet.listing;
      Departure departure =
          new Departure(
              hotSet.lastReading(key),
              contains(key),
              listing == null ? null : listing.takeConnection(key));
      var unused = hotSet.removed(key);
      return departure;
    }
  }

  /**
   * Records that all sessions have ended. Called after the device was re-created or got another
   * key. The peers may still be on the device.
   */
  public void forget() {
    hotSet.peers.forEach(this::left);
  }

  /**
   * Records a peer that a listing found on the device. No earlier listing showed the peer, so only
   * the wall-clock time of its latest handshake is known. The peer's client counts as connected if
   * this handshake is less than 180 s old. The caller holds the hot set's lock.
   */
  void found(ResidentRecord peer) {
    long age = hotSet.wallSecond() - Duration.ofNanos(peer.handshakeStamp()).toSeconds();
    set(peer, peer.isEstablished() && age < SESSION.toSeconds());
  }

  /** Records that a peer leaves the hot set. The caller holds the hot set's lock. */
  void left(ResidentRecord peer) {
    set(peer, false);
  }

  /** Records that all peers have left the hot set. The caller holds the hot set's lock. */
  void clear() {
    count = 0;
  }

  private void set(ResidentRecord peer, boolean connected) {
    if (peer.connected != connected) {
      peer.connected = connected;
      count += connected ? 1 : -1;
    }
  }
}
