package io.jitpeers.replay.sqlite;

import io.jitpeers.spi.ReplayStore.Page;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Converts the replay memory's pages to rows. The pages contain hashes of accepted initiations.
 * Each row has a checksum.
 */
final class SeenRows {
  static final String SELECT =
      "SELECT page, generation, tags, crc FROM seen WHERE page >= ? ORDER BY page";

  static final String REPLACE =
      "REPLACE INTO seen (page, generation, tags, crc) VALUES (?, ?, ?, ?)";

  private SeenRows() {}

  static void write(PreparedStatement statement, Page page) throws SQLException {
    ByteBuffer tags = ByteBuffer.allocate(page.tags().length * Integer.BYTES);
    tags.asIntBuffer().put(page.tags());
    statement.setInt(1, page.number());
    statement.setInt(2, page.generation());
    statement.setBytes(3, tags.array());
    statement.setLong(4, checksum(page.number(), page.generation(), tags.array()));
    statement.executeUpdate();
  }

  /** Reads a row; returns null if the row is damaged. */
  static @Nullable Page read(int number, ResultSet row) throws SQLException {
    int generation = row.getInt(2);
    byte[] bytes = row.getBytes(3);
    if (bytes == null || row.getLong(4) != checksum(number, generation, bytes)) {
      return null;
    }
    int[] tags = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).asIntBuffer().get(tags);
    return new Page(number, generation, tags);
  }

  private static long checksum(int page, int generation, byte[] tags) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(page).putInt(generation).flip());
    checksum.update(tags);
    return checksum.getValue();
  }
}
