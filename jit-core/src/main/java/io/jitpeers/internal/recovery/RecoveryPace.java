package io.jitpeers.internal.recovery;

import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how often a peer is installed again because its client sends data. The limit is necessary
 * because anyone can send packets with a client's source address. A pause follows each attempt. The
 * pause doubles with each attempt, up to a maximum, until the client completes a handshake.
 * Thread-safe; every call is short.
 */
public final class RecoveryPace implements PeerTracker {
  /** After this many doublings, the pause exceeds any maximum. */
  private static final int MAX_DOUBLINGS = 20;

  private final TimeSource time;
  private final long pauseNanos;
  private final long maxPauseNanos;
  private final int size;
  // Ordered from the oldest attempt to the newest.
  private final Map<PublicKey, Attempts> attempts = new LinkedHashMap<>();

  private static final class Attempts {
    private long latest;
    private long pause;
    private int unconfirmed;
  }

  /** Creates an instance without attempts. */
  public RecoveryPace(RecoveryOptions options, TimeSource time) {
    this.time = time;
    this.pauseNanos = options.pause().toNanos();
    this.maxPauseNanos = options.maxPause().toNanos();
    this.size = options.indexSize();
  }

  /** Returns whether an attempt to recover a peer may begin now. */
  synchronized boolean mayBegin(PublicKey key) {
    long now = time.nanoTime();
    Attempts earlier = attempts.get(key);
    return earlier == null
        ? attempts.size() < size || makeRoom(now)
        : now - earlier.latest >= earlier.pause;
  }

  /** Records that an attempt for a peer begins. */
  synchronized void begin(PublicKey key) {
    long now = time.nanoTime();
    Attempts earlier = attempts.remove(key);
    Attempts next = earlier == null ? new Attempts() : earlier;
    next.latest = now;
    long doubled = pauseNanos << next.unconfirmed;
    boolean overflown = doubled >> next.unconfirmed != pauseNanos;
    next.pause = overflown ? maxPauseNanos : Math.min(maxPauseNanos, doubled);
    next.unconfirmed = Math.min(MAX_DOUBLINGS, next.unconfirmed + 1);
    attempts.put(key, next);
  }

  /**
   * Records that the latest attempt for a peer did not reach the client. The pause after this
   * attempt is then the shortest one, and this attempt does not count when later pauses are
   * doubled.
   */
  synchronized void undo(PublicKey key) {
    Attempts failed = attempts.get(key);
    if (failed != null) {
      failed.unconfirmed = Math.max(0, failed.unconfirmed - 1);
      failed.pause = pauseNanos;
    }
  }

  /** Forgets the oldest attempt if its pause is over. Returns whether the attempt was forgotten. */
  private boolean makeRoom(long now) {
    Iterator<Attempts> oldest = attempts.values().iterator();
    Attempts first = oldest.next();
    boolean over = now - first.latest >= first.pause;
    if (over) {
      oldest.remove();
    }
    return over;
  }

  /**
   * If the listed peer has completed a handshake, resets its pause to the shortest one. The next
   * attempt may begin once the shortest pause has passed since the latest attempt.
   */
  @Override
  public synchronized void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    if (!attempts.isEmpty() && status.handshakeStamp() != 0) {
      Attempts confirmed = attempts.get(key);
      if (confirmed != null) {
        confirmed.unconfirmed = 0;
        confirmed.pause = pauseNanos;
      }
    }
  }

  @Override
  public synchronized void forget(PublicKey key) {
    attempts.remove(key);
  }
}
