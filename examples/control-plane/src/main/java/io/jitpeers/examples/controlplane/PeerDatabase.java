package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads the peers of a {@link DatabaseFile}. Each query is a seek in one table, with a prepared
 * statement, on one of a few connections. If all connections are busy, a caller waits for a
 * connection. Thread-safe.
 */
final class PeerDatabase implements PeerDirectory, AutoCloseable {
  private final DatabaseFile file;
  private final List<Reader> readers = new ArrayList<>();
  private final BlockingQueue<Reader> idle;

  private record Reader(Connection connection, PreparedStatement find) {}

  private PeerDatabase(DatabaseFile file, int connections) {
    this.file = file;
    this.idle = new ArrayBlockingQueue<>(connections);
  }

  /**
   * Opens connections.
   *
   * @throws DatabaseException if that fails
   */
  static PeerDatabase open(DatabaseFile file, int connections) {
    PeerDatabase database = new PeerDatabase(file, connections);
    try {
      for (int i = 0; i < connections; i++) {
        Connection connection = file.reader();
        String sql = PeerRows.SELECT + " WHERE public_key = ?";
        database.readers.add(new Reader(connection, connection.prepareStatement(sql)));
      }
    } catch (SQLException e) {
      database.close();
      throw file.failure("opening", e);
    }
    database.idle.addAll(database.readers);
    return database;
  }

  @Override
  public Optional<PeerConfig> find(PublicKey key) {
    Reader reader;
    try {
      reader = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("asking the database was interrupted", e);
    }
    try {
      reader.find.setBytes(1, key.toBytes());
      // Closing the result set ends the read transaction, so that the next query sees the current
      // state.
      try (ResultSet rows = reader.find.executeQuery()) {
        return rows.next() ? Optional.of(PeerRows.read(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw file.failure("asking", e);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new DatabaseException("the row of the peer " + key + " is malformed", e);
    } finally {
      idle.add(reader);
    }
  }

  /** Receives the peers, one in each call. */
  interface Visitor<E extends Exception> {
    void visit(PeerConfig config) throws E;
  }

  /** Visits all peers of one snapshot, ordered by key, without holding them all in memory. */
  static <E extends Exception> void forEach(DatabaseFile file, Visitor<E> visitor) throws E {
    try (Connection connection = file.reader();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PeerRows.SELECT + " ORDER BY public_key")) {
      while (rows.next()) {
        visitor.visit(PeerRows.read(rows));
      }
    } catch (SQLException e) {
      throw file.failure("listing", e);
    }
  }

  /** Closes the connections. No query may be running. */
  @Override
  public void close() {
    for (Reader reader : readers) {
      try {
        reader.connection.close();
      } catch (SQLException e) {
        throw file.failure("closing", e);
      }
    }
  }
}
