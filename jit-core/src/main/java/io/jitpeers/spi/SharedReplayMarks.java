package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Shares the newest timestamp (the mark) of each initiator between gateways with the same private
 * key. The marks are kept in the engine, the database server of the {@link Fleet}. Without shared
 * marks, every other gateway would accept a recording of an initiation that one gateway has
 * accepted.
 *
 * <p><b>What is accepted.</b> Let M be a key's mark. A timestamp is <em>ahead</em> if it is later
 * than the engine's wall-clock time plus {@link Advance#maxAhead}.
 *
 * <ul>
 *   <li>The first timestamp of a key is accepted.
 *   <li>A timestamp that is not ahead is accepted if it is newer than M. It then becomes M.
 *   <li>A timestamp that is ahead is accepted if it is newer than M and newer than A, the newest
 *       accepted timestamp that was ahead. It then becomes A and leaves M unchanged. When A stops
 *       being ahead, the newer of M and A becomes M.
 *   <li>A reset ({@link #forget} or {@link #epoch}) keeps M but begins a lineage, in which
 *       timestamps older than M are accepted again. The first timestamp of a lineage may be any
 *       timestamp older than M. Each further timestamp must be newer than the previous timestamp of
 *       the lineage. The difference of the two timestamps may be at most ten minutes longer than
 *       the time between their arrivals. A timestamp that is newer than M and not ahead ends the
 *       lineage.
 * </ul>
 *
 * <p>Timestamps are compared by their 12 bytes. Each call is atomic: if several gateways pass the
 * same timestamp at the same time, it is accepted only once.
 *
 * <p><b>Time to live.</b> A mark expires after a limited time, which starts again whenever a
 * timestamp is accepted. The marks of unknown keys expire sooner, because anyone can create keys
 * and prove possession of them. A key counts as known to the control plane once a gateway has
 * passed the key to {@link #protect}, or to {@link #advance} in a request whose {@link
 * Advance#known} is true.
 *
 * <p>All methods return at once, without blocking. If the engine cannot be reached, the returned
 * stages complete exceptionally; an implementation gives up after a bounded time. Thread-safe.
 */
public interface SharedReplayMarks {

  /**
   * Accepts and records a timestamp, or refuses it.
   *
   * @param advance the timestamp and its circumstances
   * @return a stage that completes with the answer
   */
  CompletionStage<Answer> advance(Advance advance);

  /**
   * Records that the control plane knows a key. The key's mark, that is, its newest timestamp, then
   * expires later. Does nothing if the key has no mark.
   *
   * @param key the initiator's public key
   * @return a stage that completes when the engine, the fleet's database server, has recorded that
   *     the key is known
   */
  CompletionStage<@Nullable Void> protect(PublicKey key);

  /**
   * Records the timestamp epoch that the control plane gives for a key. If this epoch is greater
   * than the recorded epoch, the key's timestamps are reset once. In two other cases, the
   * timestamps are reset only if {@code resets} is true: no epoch is recorded yet, or this epoch is
   * already recorded but the timestamps were not reset for it.
   *
   * @param key the initiator's public key
   * @param epoch 0 to {@link io.jitpeers.wireguard.PeerConfig#MAX_TIMESTAMP_EPOCH}
   * @param resets whether the caller remembered a smaller epoch of the key, and therefore has reset
   *     the key's timestamps in its own memory
   * @return a stage that completes with the result
   */
  CompletionStage<EpochResult> epoch(PublicKey key, long epoch, boolean resets);

  /**
   * Resets a key's timestamps, so that older timestamps are accepted again, as {@link
   * SharedReplayMarks} describes.
   *
   * @param key the initiator's public key
   * @return a stage that completes with true if the key has a mark, that is, a recorded timestamp;
   *     otherwise with false
   */
  CompletionStage<Boolean> forget(PublicKey key);

  /** The result of {@link #epoch}. */
  enum EpochResult {
    /** The epoch is recorded now, and the key's timestamps were reset. */
    RESET,
    /**
     * The timestamps were not reset, for one of these reasons:
     *
     * <ul>
     *   <li>A greater epoch was already recorded.
     *   <li>The given epoch was already recorded, and the timestamps were already reset for it or
     *       {@code resets} was false.
     *   <li>No epoch was recorded, and {@code resets} was false. The given epoch is recorded now.
     * </ul>
     */
    KEPT,
    /** The key has no mark, so nothing was recorded. */
    NO_MARK
  }

  /**
   * A request to accept a timestamp.
   *
   * @param key the initiator's public key
   * @param timestamp the timestamp of the initiation
   * @param known whether the control plane knows the key, as far as the calling gateway can tell
   * @param maxAhead how far a timestamp may be ahead of the clock of the engine (the fleet's
   *     database server) and still become the key's mark; zero or longer
   */
  record Advance(PublicKey key, Tai64n timestamp, boolean known, Duration maxAhead) {
    /**
     * Creates an instance.
     *
     * @param key as in the record
     * @param timestamp as in the record
     * @param known as in the record
     * @param maxAhead as in the record
     */
    public Advance {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(timestamp, "timestamp");
      Objects.requireNonNull(maxAhead, "maxAhead");
    }

    /** {@return the same request, but with {@code known} set to true} */
    public Advance ofKnownKey() {
      return new Advance(key, timestamp, true, maxAhead);
    }
  }

  /**
   * The answer to an {@link Advance}.
   *
   * @param accepted whether the timestamp was accepted and is now recorded
   * @param newest after an acceptance, the accepted timestamp; after a refusal, the recorded
   *     timestamp that the refused timestamp did not exceed
   * @param known whether any gateway has recorded that the control plane knows the key
   * @param epoch the recorded epoch of the key; {@link ReplayMark#NO_EPOCH} if none is recorded
   */
  record Answer(boolean accepted, Tai64n newest, boolean known, long epoch) {}
}
