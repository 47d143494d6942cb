package io.jitpeers.internal.revalidation;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A question to the control plane about one peer. There is at most one open question per key.
 * Mutable fields that are not volatile are guarded by the lock of {@link Revalidation}.
 */
final class Question {
  /** The reasons for a question. */
  enum Reason {
    /**
     * The answer about the peer is no longer fresh, or a hint says that the peer may have changed.
     */
    TURN,
    /** This peer holds an allowed IP that the config of another resident peer contains. */
    HOLDER,
    /**
     * A client waits for the answer, or a lookup outside revalidation found that the peer no longer
     * exists, has expired or has a config that is refused.
     */
    CLIENT
  }

  final PublicKey key;

  /**
   * A monotonic time: when the earlier answer about the peer ceased to be fresh or, if that answer
   * is still fresh, when the question was created.
   */
  final long since;

  final Reason reason;

  /**
   * Whether the control plane has already answered once that it knows no such peer. If so, this
   * question asks for confirmation. Used by one thread at a time.
   */
  volatile boolean second;

  /**
   * Whether the answer no longer counts, because the peer was revoked or installed with a newer
   * answer.
   */
  boolean superseded;

  /**
   * Whether, after the question was opened, a hint arrived that the peer may have changed. If so,
   * the answer may be older than the change.
   */
  boolean hinted;

  /** The callers that wait until this question is settled. */
  final List<CompletableFuture<Boolean>> waiters = new ArrayList<>(0);

  /** The callers that wait for the next question about the same peer. */
  final List<CompletableFuture<Boolean>> waitersForNext = new ArrayList<>(0);

  /** The reason for the next question about the same peer. */
  Reason nextReason = Reason.HOLDER;

  volatile @Nullable CompletableFuture<PeerLookup> lookup;

  Question(PublicKey key, long since, Reason reason) {
    this.key = key;
    this.since = since;
    this.reason = reason;
  }

  /**
   * Returns whether only the control plane itself may answer this question, not a cache. This is
   * true if the control plane has already answered once that it knows no such peer ({@link
   * #second}), or if the reason of this question is {@link Reason#HOLDER} or {@link Reason#CLIENT}.
   * In all these cases the control plane's earlier answer may be outdated, and a cache would only
   * repeat it.
   */
  boolean wantsNews() {
    return second || reason != Reason.TURN;
  }
}
