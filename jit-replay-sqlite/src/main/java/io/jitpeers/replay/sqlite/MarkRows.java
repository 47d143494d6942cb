package io.jitpeers.replay.sqlite;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayStore.Slot;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Converts marks to rows. A mark is the replay memory's entry for a key. Each row has a checksum,
 * because SQLite has no checksums of page contents. Not thread-safe.
 */
final class MarkRows {
  static final String SELECT =
      "SELECT slot, key, newest, flags, epoch, written, crc, clock FROM mark WHERE slot >= ?"
          + " ORDER BY slot";

  static final String REPLACE =
      "REPLACE INTO mark (slot, key, newest, flags, epoch, written, crc, clock)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  private static final int TIMESTAMP = 12;
  private static final int KNOWN = 1;
  private static final int HAS_CLOCK = 1 << 1;
  private static final int CHECKED =
      PublicKey.LENGTH + TIMESTAMP + 2 * Integer.BYTES + 2 * Long.BYTES;

  // The buffer and the checksum are reused, because a million rows may be read at start-up.
  private final ByteBuffer checked = ByteBuffer.allocate(CHECKED);
  private final CRC32C checksum = new CRC32C();

  void write(PreparedStatement statement, Slot slot) throws SQLException {
    ReplayMark mark = slot.mark();
    byte[] key = mark.key().toBytes();
    byte[] newest = mark.newest().toBytes();
    byte @Nullable [] clock = WrongClockCodec.encode(mark.clock());
    int flags = (mark.known() ? KNOWN : 0) | (clock == null ? 0 : HAS_CLOCK);
    statement.setInt(1, slot.number());
    statement.setBytes(2, key);
    statement.setBytes(3, newest);
    statement.setInt(4, flags);
    statement.setLong(5, mark.epoch());
    statement.setLong(6, slot.group());
    statement.setLong(
        7, checksum(slot.number(), key, newest, flags, mark.epoch(), slot.group(), clock));
    statement.setBytes(8, clock);
    statement.executeUpdate();
  }

  /** Reads a row; returns null if it is damaged. */
  @Nullable Slot read(int slot, ResultSet row) throws SQLException {
    byte[] key = row.getBytes(2);
    byte[] newest = row.getBytes(3);
    int flags = row.getInt(4);
    long epoch = row.getLong(5);
    long group = row.getLong(6);
    byte @Nullable [] clock = (flags & HAS_CLOCK) == 0 ? null : row.getBytes(8);
    if (key == null
        || key.length != PublicKey.LENGTH
        || newest == null
        || newest.length != TIMESTAMP
        || slot < 0
        || row.getLong(7) != checksum(slot, key, newest, flags, epoch, group, clock)) {
      return null;
    }
    ReplayMark mark =
        new ReplayMark(
            PublicKey.ofBytes(key),
            Tai64n.ofBytes(newest, 0),
            (flags & KNOWN) != 0,
            epoch,
            WrongClockCodec.decode(clock));
    return new Slot(slot, group, mark);
  }

  private long checksum(
      int slot,
      byte[] key,
      byte[] newest,
      int flags,
      long epoch,
      long group,
      byte @Nullable [] clock) {
    checked.clear().put(key).put(newest).putInt(slot).putInt(flags).putLong(epoch).putLong(group);
    checksum.reset();
    checksum.update(checked.array(), 0, CHECKED);
    if (clock != null) {
      checksum.update(clock);
    }
    return checksum.getValue();
  }
}
