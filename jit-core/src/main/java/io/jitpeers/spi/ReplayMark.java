package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data that a {@link ReplayMemory} keeps for one key, in the form that a {@link ReplayStore}
 * persists. Contains no secret. Immutable and thread-safe.
 *
 * @param key the initiator's public key
 * @param newest the newest accepted timestamp; timestamps too far in the future do not count
 * @param known whether the control plane knows the key
 * @param epoch the {@linkplain io.jitpeers.wireguard.PeerConfig#timestampEpoch timestamp epoch}
 *     that the control plane gave for the key, 0 to {@link
 *     io.jitpeers.wireguard.PeerConfig#MAX_TIMESTAMP_EPOCH}; {@link #NO_EPOCH} if the control plane
 *     gave none
 * @param clock the state of a client whose clock is or was wrong; null if there is no such state,
 *     as for almost all keys
 */
public record ReplayMark(
    PublicKey key, Tai64n newest, boolean known, long epoch, @Nullable WrongClock clock) {
  /** The value of {@code epoch} if the control plane gave no timestamp epoch for the key. */
  public static final long NO_EPOCH = -1;

  /**
   * Creates a mark.
   *
   * @param key as in the record
   * @param newest as in the record
   * @param known as in the record
   * @param epoch as in the record
   * @param clock as in the record
   */
  public ReplayMark {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(newest, "newest");
  }

  /**
   * The state of a client whose clock is or was wrong.
   *
   * @param ahead the newest accepted timestamp that was too far in the future; null if there was
   *     none
   * @param aheadIsLatest true if {@code ahead} is the timestamp that was accepted last, and the
   *     key's timestamps have not been reset since
   * @param startedAnew true from a {@linkplain ReplayMemory#forget reset} of the key's timestamps
   *     until a timestamp is accepted that is newer than the mark's {@code newest} and, if it is
   *     too far in the future, also newer than {@code ahead}
   * @param lineage the newest timestamp accepted since the reset; null if no timestamp was accepted
   *     since the reset, or if {@code startedAnew} is false
   * @param lineageTime when {@code lineage} was accepted, to the millisecond; null if {@code
   *     lineage} is null
   */
  public record WrongClock(
      @Nullable Tai64n ahead,
      boolean aheadIsLatest,
      boolean startedAnew,
      @Nullable Tai64n lineage,
      @Nullable Instant lineageTime) {}
}
