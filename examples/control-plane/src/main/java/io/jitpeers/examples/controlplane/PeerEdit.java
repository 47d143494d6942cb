package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * One transaction that changes peers. If it is closed without {@link #commit}, nothing is changed.
 * Not thread-safe.
 *
 * <p>A caller first adds a peer with {@link #put}, and then assigns the peer's allowed IPs with
 * {@link #claim}. If {@link #put} replaces a peer, the peer loses its previous allowed IPs. An
 * import puts all peers before the first claim, so that two peers can swap their allowed IPs.
 */
final class PeerEdit implements AutoCloseable {
  private final DatabaseFile file;
  private final Connection connection;
  private final PreparedStatement allowedIpsOf;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final AllowedIpTable claims;
  private final PeerClockTable clocks;

  private PeerEdit(DatabaseFile file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    allowedIpsOf = prepare("SELECT allowed_ips FROM peer WHERE public_key = ?");
    insert =
        prepare("INSERT OR REPLACE INTO peer (" + PeerRows.COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)");
    delete = prepare("DELETE FROM peer WHERE public_key = ?");
    claims = new AllowedIpTable(connection);
    clocks = new PeerClockTable(connection);
  }

  /**
   * Begins a transaction.
   *
   * @throws DatabaseException if the database cannot be written
   */
  static PeerEdit begin(DatabaseFile file) {
    Connection connection;
    try {
      connection = file.writer();
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
    try {
      return new PeerEdit(file, connection);
    } catch (SQLException e) {
      DatabaseException failure = file.failure("writing", e);
      try {
        connection.close();
      } catch (SQLException closing) {
        failure.addSuppressed(closing);
      }
      throw failure;
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Returns the connection, for more statements in the same transaction. */
  Connection connection() {
    return connection;
  }

  /**
   * Adds or replaces a peer. The peer has no allowed IPs until {@link #claim} assigns them.
   *
   * @return whether there was a peer with this key
   */
  boolean put(PeerConfig config) throws SQLException {
    boolean replaces = releaseAll(config.publicKey());
    PeerRows.bind(insert, config);
    insert.executeUpdate();
    clocks.put(config);
    return replaces;
  }

  /**
   * Removes a peer and its allowed IPs.
   *
   * @return whether there was a peer with this key
   */
  boolean remove(PublicKey key) throws SQLException {
    boolean removed = releaseAll(key);
    delete.setBytes(1, key.toBytes());
    delete.executeUpdate();
    clocks.remove(key);
    return removed;
  }

  /**
   * Increases a peer's timestamp epoch, so that gateways reset the peer's replay timestamp.
   *
   * @return the new epoch; empty if there is no such peer
   */
  OptionalLong reset(PublicKey key) throws SQLException {
    allowedIpsOf.setBytes(1, key.toBytes());
    try (ResultSet rows = allowedIpsOf.executeQuery()) {
      if (!rows.next()) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(clocks.increaseEpoch(key));
  }

  private boolean releaseAll(PublicKey key) throws SQLException {
    allowedIpsOf.setBytes(1, key.toBytes());
    List<IpPrefix> claimed;
    try (ResultSet rows = allowedIpsOf.executeQuery()) {
      if (!rows.next()) {
        return false;
      }
      claimed = PeerRows.allowedIps(rows.getString(1));
    }
    claims.release(key, claimed);
    return true;
  }

  /**
   * Assigns allowed IPs to a peer.
   *
   * @param nested whether the allowed IPs may lie inside or around other peers' prefixes; identical
   *     prefixes are never permitted
   * @throws OverlapException if an allowed IP overlaps another peer's prefix in a way that is not
   *     permitted
   */
  void claim(PublicKey key, Collection<IpPrefix> allowedIps, boolean nested)
      throws SQLException, OverlapException {
    claims.claim(key, allowedIps, nested);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  @Override
  public void close() {
    // Without the rollback, the driver would decide whether to commit.
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
  }
}
