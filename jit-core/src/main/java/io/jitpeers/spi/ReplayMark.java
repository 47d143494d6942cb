package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a replay memory remembers of one key, as a {@link ReplayStore} keeps it. It holds no secret.
 * Immutable and thread-safe.
 *
 * @param key the initiator
 * @param newest the newest timestamp that counts
 * @param known whether the control plane knows the key
 * @param epoch the timestamp epoch that the control plane gave for the key, 0 to {@link
 *     io.jitpeers.wireguard.PeerConfig#MAX_TIMESTAMP_EPOCH}; {@link #NO_EPOCH} if it gave none
 * @param clock what is remembered of a clock that is or was wrong; null for almost all keys
 */
public record ReplayMark(
    PublicKey key, Tai64n newest, boolean known, long epoch, @Nullable WrongClock clock) {
  /** Stands for no epoch. */
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
   * What is remembered of a key whose clock is or was wrong.
   *
   * @param ahead the newest timestamp from too far ahead; null if there was none
   * @param aheadIsLatest whether no timestamp that was not too far ahead was accepted since
   * @param startedAnew whether the key's timestamps were made to start anew and none newer than the
   *     newest of before was accepted since
   * @param lineage the newest timestamp accepted since they started anew; null if there was none
   * @param lineageTime when that was accepted, to the millisecond; null if {@code lineage} is null
   */
  public record WrongClock(
      @Nullable Tai64n ahead,
      boolean aheadIsLatest,
      boolean startedAnew,
      @Nullable Tai64n lineage,
      @Nullable Instant lineageTime) {}
}
