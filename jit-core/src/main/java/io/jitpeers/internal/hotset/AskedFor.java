package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this gateway asked a store for and may find on the device all the same, which is then ours
 * and nobody else's: a peer whose install failed, for the store may have failed after it acted; and
 * one that was removed, if a later listing gives it with the very handshake that it had. A peer
 * that somebody else adds under its key has none, or another one.
 *
 * <p>A peer is forgotten when it is installed after all, or when two complete listings that began
 * later lacked it: whoever adds it after that is somebody else. Bounded; the oldest go first.
 * Guarded by the hot set's lock.
 */
final class AskedFor {
  private static final int MOST = 65_536;
  private static final int ABSENCES_THAT_COUNT = 2;
  private static final long INSTALLED = -1;

  private static final class Asked {
    private final @Nullable Instant expiresAt;
    private final long handshakeStamp;
    private final int epoch;
    private int absences;

    private Asked(@Nullable Instant expiresAt, long handshakeStamp, int epoch) {
      this.expiresAt = expiresAt;
      this.handshakeStamp = handshakeStamp;
      this.epoch = epoch;
    }
  }

  private final Map<PublicKey, Asked> asked = new LinkedHashMap<>();

  /**
   * An install is asked for now.
   *
   * @param epoch of the listing that began last
   */
  void install(PeerConfig config, int epoch) {
    put(config.publicKey(), new Asked(config.expiresAt().orElse(null), INSTALLED, epoch));
  }

  /**
   * A peer was removed.
   *
   * @param before what was known of it; null for nothing
   * @param epoch of the listing that began last
   */
  void removed(PublicKey key, @Nullable ResidentRecord before, int epoch) {
    asked.remove(key);
    if (before != null && before.handshakeStamp() != 0) {
      put(before.key, new Asked(null, before.handshakeStamp(), epoch));
    }
  }

  private void put(PublicKey key, Asked what) {
    asked.remove(key);
    asked.put(key, what);
    if (asked.size() > MOST) {
      Iterator<PublicKey> oldest = asked.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether a peer that a listing gives, and that is not resident, is ours. */
  boolean isOurs(PeerStatus status) {
    Asked known = asked.get(status.publicKey());
    return known != null
        && (known.handshakeStamp == INSTALLED
            || known.handshakeStamp == ResidentRecord.stampOf(status.latestHandshake()));
  }

  /** Whether the install of a peer was asked for, and is not known to have succeeded. */
  boolean mayBeInstalled(PublicKey key) {
    Asked known = asked.get(key);
    return known != null && known.handshakeStamp == INSTALLED;
  }

  /** Forgets a peer; gives when its config expires, null if it does not or that is not known. */
  @Nullable Instant forget(PublicKey key) {
    Asked gone = asked.remove(key);
    return gone == null ? null : gone.expiresAt;
  }

  /** A complete listing that began in an epoch has ended; what it gave of these was forgotten. */
  void listed(int epoch) {
    asked.values().removeIf(one -> one.epoch < epoch && ++one.absences >= ABSENCES_THAT_COUNT);
  }

  void clear() {
    asked.clear();
  }
}
