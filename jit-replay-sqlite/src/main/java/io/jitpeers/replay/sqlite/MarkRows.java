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

/** Marks as rows. Each has a checksum, for SQLite has none of what is in a page. */
final class MarkRows {
  static final String SELECT =
      "SELECT slot, key, newest, known, epoch, clock, written, crc FROM mark WHERE slot >= ?"
          + " ORDER BY slot";

  static final String REPLACE =
      "REPLACE INTO mark (slot, key, newest, known, epoch, clock, written, crc)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  private static final int TIMESTAMP = 12;

  private MarkRows() {}

  static void write(PreparedStatement statement, Slot slot) throws SQLException {
    ReplayMark mark = slot.mark();
    byte[] key = mark.key().toBytes();
    byte[] newest = mark.newest().toBytes();
    byte @Nullable [] clock = WrongClockCodec.encode(mark.clock());
    int known = mark.known() ? 1 : 0;
    statement.setInt(1, slot.number());
    statement.setBytes(2, key);
    statement.setBytes(3, newest);
    statement.setInt(4, known);
    statement.setLong(5, mark.epoch());
    statement.setBytes(6, clock);
    statement.setLong(7, slot.group());
    statement.setLong(
        8, checksum(slot.number(), key, newest, known, mark.epoch(), clock, slot.group()));
    statement.executeUpdate();
  }

  /** Returns null if the row is damaged. */
  static @Nullable Slot read(ResultSet row) throws SQLException {
    int slot = row.getInt(1);
    byte[] key = row.getBytes(2);
    byte[] newest = row.getBytes(3);
    int known = row.getInt(4);
    long epoch = row.getLong(5);
    byte @Nullable [] clock = row.getBytes(6);
    long group = row.getLong(7);
    if (key == null
        || key.length != PublicKey.LENGTH
        || newest == null
        || newest.length != TIMESTAMP
        || slot < 0
        || row.getLong(8) != checksum(slot, key, newest, known, epoch, clock, group)) {
      return null;
    }
    ReplayMark mark =
        new ReplayMark(
            PublicKey.ofBytes(key),
            Tai64n.ofBytes(newest, 0),
            known == 1,
            epoch,
            WrongClockCodec.decode(clock));
    return new Slot(slot, group, mark);
  }

  private static long checksum(
      int slot,
      byte[] key,
      byte[] newest,
      int known,
      long epoch,
      byte @Nullable [] clock,
      long group) {
    ByteBuffer numbers = ByteBuffer.allocate(2 * Integer.BYTES + 2 * Long.BYTES);
    numbers.putInt(slot).putInt(known).putLong(epoch).putLong(group);
    CRC32C checksum = new CRC32C();
    checksum.update(numbers.flip());
    checksum.update(key);
    checksum.update(newest);
    if (clock != null) {
      checksum.update(clock);
    }
    return checksum.getValue();
  }
}
