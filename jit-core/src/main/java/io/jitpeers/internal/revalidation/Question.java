package io.jitpeers.internal.revalidation;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A peer that the control plane is being asked about: one at a time for each key. Mutable fields
 * that are not volatile are guarded by the lock of {@link Revalidation}.
 */
final class Question {
  /** Why the control plane is asked. */
  enum Reason {
    /** The peer's answer ended, or a hint says that it changed. */
    TURN,
    /** Another peer that stays wants what this one holds. */
    HOLDER,
    /** A client waits for the answer. */
    CLIENT
  }

  final PublicKey key;

  /** When the peer's answer ended, on the time source. */
  final long since;

  final Reason reason;

  /**
   * Whether the control plane said once that it knows no such peer. Used by one thread at a time.
   */
  volatile boolean second;

  /** Whether the peer was installed meanwhile with a newer answer than this one's, or revoked. */
  boolean superseded;

  /** Whether there was a hint meanwhile, so that the answer may be older than the change. */
  boolean hinted;

  /** Who waits until this is settled. */
  final List<CompletableFuture<Boolean>> waiters = new ArrayList<>(0);

  /** Who waits for an answer that is asked for after this one. */
  final List<CompletableFuture<Boolean>> waitersForNext = new ArrayList<>(0);

  /** Why that is asked for. */
  Reason nextReason = Reason.HOLDER;

  volatile @Nullable CompletableFuture<PeerLookup> lookup;

  Question(PublicKey key, long since, Reason reason) {
    this.key = key;
    this.since = since;
    this.reason = reason;
  }

  /**
   * Whether a cache's answer would only repeat what is in doubt: that there is no such peer, or
   * that it still holds what another one wants.
   */
  boolean wantsNews() {
    return second || reason != Reason.TURN;
  }
}
