package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The table of timestamp epochs and clock flags. An increased epoch makes gateways reset the peer's
 * replay timestamp. The clock flag says that the peer's clock may jump backwards. Only peers with
 * values other than the defaults have a row. An epoch is kept when its peer is removed, because an
 * epoch must never decrease: gateways react only to an increase. Not thread-safe.
 */
final class PeerClockTable {
  /** Creates the table unless it exists. A database from an older version lacks the table. */
  static final String SCHEMA =
      """
      CREATE TABLE IF NOT EXISTS peer_clock (
        public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 32),
        timestamp_epoch INTEGER NOT NULL DEFAULT 0,  -- how often it was reset; never goes back
        clock_unreliable INTEGER NOT NULL DEFAULT 0  -- 1 if the peer's clock may fall back
      ) WITHOUT ROWID\
      """;

  private final PreparedStatement update;
  private final PreparedStatement insert;
  private final PreparedStatement forget;
  private final PreparedStatement increase;
  private final PreparedStatement epoch;

  PeerClockTable(Connection connection) throws SQLException {
    update =
        connection.prepareStatement(
            "UPDATE peer_clock SET timestamp_epoch = max(timestamp_epoch, ?), clock_unreliable = ?"
                + " WHERE public_key = ?");
    insert =
        connection.prepareStatement(
            "INSERT INTO peer_clock (timestamp_epoch, clock_unreliable, public_key)"
                + " VALUES (?, ?, ?)");
    forget =
        connection.prepareStatement(
            "UPDATE peer_clock SET clock_unreliable = 0 WHERE public_key = ?");
    increase =
        connection.prepareStatement(
            "INSERT INTO peer_clock (public_key, timestamp_epoch) VALUES (?, 1)"
                + " ON CONFLICT (public_key) DO UPDATE SET timestamp_epoch = timestamp_epoch + 1");
    epoch =
        connection.prepareStatement("SELECT timestamp_epoch FROM peer_clock WHERE public_key = ?");
  }

  /**
   * Stores the epoch and the flag of a config. Ignores an epoch that is smaller than the stored
   * one.
   */
  void put(PeerConfig config) throws SQLException {
    if (bound(update, config).executeUpdate() == 0
        && (config.timestampEpoch() > 0 || config.clockUnreliable())) {
      bound(insert, config).executeUpdate();
    }
  }

  private static PreparedStatement bound(PreparedStatement statement, PeerConfig config)
      throws SQLException {
    statement.setLong(1, config.timestampEpoch());
    statement.setBoolean(2, config.clockUnreliable());
    statement.setBytes(3, config.publicKey().toBytes());
    return statement;
  }

  /** Resets the clock flag of a removed peer to the default, and keeps the peer's epoch. */
  void remove(PublicKey key) throws SQLException {
    forget.setBytes(1, key.toBytes());
    forget.executeUpdate();
  }

  /** Increases a key's epoch and returns it. */
  long increaseEpoch(PublicKey key) throws SQLException {
    increase.setBytes(1, key.toBytes());
    increase.executeUpdate();
    epoch.setBytes(1, key.toBytes());
    try (ResultSet row = epoch.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
