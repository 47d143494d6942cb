package io.jitpeers.replay.sqlite;

import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the state of a client whose clock is or was wrong ({@link WrongClock}). The column {@code
 * clock} has 33 bytes: flags, two timestamps, and a time in milliseconds since 1970. The first
 * timestamp is the newest accepted one that was too far in the future. The second timestamp is the
 * newest one accepted since the key's timestamps were reset in the replay memory. The time is when
 * the second timestamp was accepted. Absent values are zeros.
 */
final class WrongClockCodec {
  private static final int AHEAD = 1;
  private static final int AHEAD_IS_LATEST = 1 << 1;
  private static final int STARTED_ANEW = 1 << 2;
  private static final int LINEAGE = 1 << 3;
  private static final int TIMESTAMP = 12;
  private static final int LENGTH = 1 + 2 * TIMESTAMP + Long.BYTES;
  private static final Tai64n NONE = Tai64n.of(0, 0);

  private WrongClockCodec() {}

  static byte @Nullable [] encode(@Nullable WrongClock clock) {
    if (clock == null) {
      return null;
    }
    Tai64n ahead = clock.ahead();
    Tai64n lineage = clock.lineage();
    Instant time = clock.lineageTime();
    int flags =
        (ahead == null ? 0 : AHEAD)
            | (clock.aheadIsLatest() ? AHEAD_IS_LATEST : 0)
            | (clock.startedAnew() ? STARTED_ANEW : 0)
            | (lineage == null ? 0 : LINEAGE);
    return ByteBuffer.allocate(LENGTH)
        .put((byte) flags)
        .put((ahead == null ? NONE : ahead).toBytes())
        .put((lineage == null ? NONE : lineage).toBytes())
        .putLong(time == null ? 0 : time.toEpochMilli())
        .array();
  }

  /** Decodes the column; returns null if the column is null or is not 33 bytes long. */
  static @Nullable WrongClock decode(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length != LENGTH) {
      return null;
    }
    int flags = bytes[0];
    boolean hasLineage = (flags & LINEAGE) != 0;
    long millis = ByteBuffer.wrap(bytes).getLong(1 + 2 * TIMESTAMP);
    return new WrongClock(
        (flags & AHEAD) == 0 ? null : Tai64n.ofBytes(bytes, 1),
        (flags & AHEAD_IS_LATEST) != 0,
        (flags & STARTED_ANEW) != 0,
        hasLineage ? Tai64n.ofBytes(bytes, 1 + TIMESTAMP) : null,
        hasLineage ? Instant.ofEpochMilli(millis) : null);
  }
}
