package io.jitpeers.replay.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables of one file in the order of their row numbers, and skips damaged parts. If it meets
 * an unreadable part, it tries higher row numbers, and doubles the step with each attempt. It
 * counts the damaged rows and the unreadable parts of all tables that it reads.
 */
final class Salvage {
  /** A number greater than any row number. */
  private static final long END = 1L << 30;

  private final Connection connection;
  private int damagedRows;
  private int gaps;

  /**
   * Reads a row. Its number is in the first column. Returns null if the row's content is damaged.
   */
  interface RowReader<T> {
    @Nullable T read(int number, ResultSet row) throws SQLException;
  }

  Salvage(Connection connection) {
    this.connection = connection;
  }

  /** Reads all rows that are readable. */
  <T> void read(String select, RowReader<T> reader, Consumer<T> target) throws SQLException {
    long next = 0;
    long step = 1;
    while (next < END) {
      long begun = next;
      try (PreparedStatement statement = connection.prepareStatement(select)) {
        statement.setLong(1, next);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            int number = rows.getInt(1);
            next = Math.max(next, number + 1L);
            T row = reader.read(number, rows);
            if (row == null) {
              damagedRows++;
            } else {
              target.accept(row);
            }
          }
        }
        return;
      } catch (SQLException e) {
        if (!Database.isDamage(e)) {
          throw e;
        }
        gaps++;
        step = next > begun ? 1 : step * 2;
        next += step;
      }
    }
  }

  /** Returns the number of rows with damaged content. */
  int damagedRows() {
    return damagedRows;
  }

  /** Returns whether parts of the file could not be read at all. */
  boolean hasGaps() {
    return gaps > 0;
  }
}
