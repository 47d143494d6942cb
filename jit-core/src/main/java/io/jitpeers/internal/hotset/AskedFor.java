package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers peers that are not resident but that this gateway may have left on the device. If a
 * listing shows a remembered peer, decides whether the peer belongs to this gateway or is foreign.
 * There are two kinds of remembered peers:
 *
 * <ul>
 *   <li>A peer whose install was begun and is not known to have succeeded. If a listing shows the
 *       peer, the peer belongs to this gateway, because a store that reports a failure may still
 *       have installed the peer.
 *   <li>A removed peer. The peer belongs to this gateway if a later listing shows it with the same
 *       latest handshake as before the removal. A peer that another program adds under the same key
 *       has no handshake or a different one.
 * </ul>
 *
 * <p>Forgets a peer when it becomes resident as a peer of this gateway. Also forgets a peer after
 * two complete listings that began after the peer was remembered and that did not show it as a peer
 * of this gateway. If a later listing shows the forgotten peer, the peer counts as foreign.
 * Bounded; the oldest entries are forgotten first. Guarded by the hot set's lock.
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
  private Consumer<PublicKey> notInstalled = key -> {};

  /**
   * Sets the consumer that is told when a peer whose install was begun is forgotten without having
   * become resident. Such a peer is forgotten if listings do not show it, if it is removed, or if
   * too many peers are remembered. The consumer is called with the peer's key and with the hot
   * set's lock held, and must not block.
   */
  void whenNotInstalled(Consumer<PublicKey> consumer) {
    notInstalled = consumer;
  }

  /**
   * Remembers a peer whose install is about to begin.
   *
   * @param epoch the number (epoch) of the listing that began last
   */
  void install(PeerConfig config, int epoch) {
    put(config.publicKey(), new Asked(config.expiresAt().orElse(null), INSTALLED, epoch));
  }

  /**
   * Remembers a removed peer by its latest handshake. If the peer was not resident or had no
   * handshake, forgets the peer instead.
   *
   * @param before the peer's record before the removal; null if the peer was not resident
   * @param epoch the number (epoch) of the listing that began last
   */
  void removed(PublicKey key, @Nullable ResidentRecord before, int epoch) {
    Asked was = asked.remove(key);
    if (was != null) {
      tell(key, was);
    }
    if (before != null && before.handshakeStamp() != 0) {
      put(before.key, new Asked(null, before.handshakeStamp(), epoch));
    }
  }

  private void put(PublicKey key, Asked what) {
    asked.remove(key);
    asked.put(key, what);
    if (asked.size() > MOST) {
      Iterator<Map.Entry<PublicKey, Asked>> entries = asked.entrySet().iterator();
      Map.Entry<PublicKey, Asked> oldest = entries.next();
      entries.remove();
      tell(oldest.getKey(), oldest.getValue());
    }
  }

  private void tell(PublicKey key, Asked forgotten) {
    if (forgotten.handshakeStamp == INSTALLED) {
      notInstalled.accept(key);
    }
  }

  /** Returns whether a listed peer that is not in the hot set belongs to this gateway. */
  boolean isOurs(ListedPeer status) {
    Asked known = asked.get(status.publicKey());
    return known != null
        && (known.handshakeStamp == INSTALLED || known.handshakeStamp == status.handshakeStamp());
  }

  /** Returns whether an install of a peer was begun and is not known to have succeeded. */
  boolean mayBeInstalled(PublicKey key) {
    Asked known = asked.get(key);
    return known != null && known.handshakeStamp == INSTALLED;
  }

  /**
   * Forgets a peer and returns when its config expires; null if it does not expire or the time is
   * unknown.
   */
  @Nullable Instant forget(PublicKey key) {
    Asked gone = asked.remove(key);
    return gone == null ? null : gone.expiresAt;
  }

  /**
   * Counts one absence for each peer that was remembered before the listing began and is still
   * remembered, and forgets the peer at its second absence. Called at the end of a complete
   * listing. A peer that the listing showed as a peer of this gateway has become resident by then,
   * and is no longer remembered.
   *
   * @param epoch the epoch of the listing
   */
  void listed(int epoch) {
    asked
        .entrySet()
        .removeIf(
            each -> {
              Asked one = each.getValue();
              boolean gone = one.epoch < epoch && ++one.absences >= ABSENCES_THAT_COUNT;
              if (gone) {
                tell(each.getKey(), one);
              }
              return gone;
            });
  }

  void clear() {
    asked.clear();
  }
}
