package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.controlplane.Change.Position;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the log of changes of a {@link DatabaseFile} over a separate connection. A query is a seek
 * that takes about ten microseconds, so one query at a time is enough. Thread-safe.
 */
final class ChangeTable implements ChangeLog, AutoCloseable {
  private static final Pattern ID = Pattern.compile("([0-9]{1,18})-([0-9a-f]{8})");

  private final DatabaseFile file;
  private final Connection connection;
  private final PreparedStatement newest;
  private final PreparedStatement oldest;
  private final PreparedStatement markOf;
  private final PreparedStatement changes;

  private ChangeTable(DatabaseFile file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    newest =
        connection.prepareStatement(
            "SELECT number, mark FROM peer_change ORDER BY number DESC LIMIT 1");
    oldest = connection.prepareStatement("SELECT number FROM peer_change ORDER BY number LIMIT 1");
    markOf = connection.prepareStatement("SELECT mark FROM peer_change WHERE number = ?");
    changes =
        connection.prepareStatement(
            "SELECT number, mark, public_key FROM peer_change WHERE number > ? AND number <= ?"
                + " ORDER BY number LIMIT ?");
  }

  /**
   * Opens a connection.
   *
   * @throws DatabaseException if that fails
   */
  static ChangeTable open(DatabaseFile file) {
    try {
      return new ChangeTable(file, file.reader());
    } catch (SQLException e) {
      throw file.failure("opening", e);
    }
  }

  @Override
  public synchronized Position newest() {
    try (ResultSet row = newest.executeQuery()) {
      return row.next() ? position(row) : Position.BEGINNING;
    } catch (SQLException e) {
      throw file.failure("asking", e);
    }
  }

  @Override
  public synchronized Optional<Position> find(String id) {
    try {
      if (id.equals(Position.BEGINNING.id())) {
        return isWhole() ? Optional.of(Position.BEGINNING) : Optional.empty();
      }
      Matcher parts = ID.matcher(id);
      if (!parts.matches()) {
        return Optional.empty();
      }
      Position asked = new Position(Long.parseLong(parts.group(1)), parts.group(2));
      markOf.setLong(1, asked.number());
      try (ResultSet row = markOf.executeQuery()) {
        return row.next() && mark(row.getBytes(1)).equals(asked.mark())
            ? Optional.of(asked)
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw file.failure("asking", e);
    }
  }

  private boolean isWhole() throws SQLException {
    try (ResultSet row = oldest.executeQuery()) {
      return !row.next() || row.getLong(1) == 1;
    }
  }

  @Override
  public synchronized List<Change> read(long after, long until, int limit) {
    List<Change> found = new ArrayList<>();
    try {
      changes.setLong(1, after);
      changes.setLong(2, until);
      changes.setInt(3, limit);
      try (ResultSet rows = changes.executeQuery()) {
        while (rows.next()) {
          Position position = position(rows);
          if (found.isEmpty() && position.number() != after + 1) {
            return List.of(); // The log lacks the changes before this one.
          }
          found.add(new Change(position, PublicKey.ofBytes(rows.getBytes(3))));
        }
      }
      return found;
    } catch (SQLException e) {
      throw file.failure("asking", e);
    } catch (IllegalArgumentException e) {
      throw new DatabaseException("a row of the log of changes is malformed", e);
    }
  }

  private static Position position(ResultSet row) throws SQLException {
    return new Position(row.getLong(1), mark(row.getBytes(2)));
  }

  private static String mark(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Waits until a running query has ended, then closes the connection. Later queries fail. */
  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw file.failure("closing", e);
    }
  }
}
