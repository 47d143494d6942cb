package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code allowed_ip} with every allowed IP of every peer, and the table {@code
 * allowed_ip_length} with every prefix length that is or was in use. To find the prefixes that
 * contain a given prefix, a query makes one seek for each length, and there are few lengths. An
 * instance is used within one transaction. Not thread-safe.
 */
final class AllowedIpTable {
  private static final String TABLE =
      """
      CREATE TABLE allowed_ip (      -- every allowed IP of every peer
        first BLOB NOT NULL,         -- a byte 4 or 6, then the address
        length INTEGER NOT NULL,     -- of the prefix
        public_key BLOB NOT NULL,
        PRIMARY KEY (first, length)
      ) WITHOUT ROWID\
      """;

  private static final String LENGTHS =
      """
      CREATE TABLE allowed_ip_length (  -- that prefixes have, or once had
        ipv6 INTEGER NOT NULL,          -- 0 or 1
        length INTEGER NOT NULL,
        PRIMARY KEY (ipv6, length)
      ) WITHOUT ROWID\
      """;

  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement holder;
  private final PreparedStatement within;
  private final PreparedStatement insertLength;
  private final BitSet ipv4Lengths = new BitSet();
  private final BitSet ipv6Lengths = new BitSet();

  AllowedIpTable(Connection connection) throws SQLException {
    insert =
        connection.prepareStatement(
            "INSERT INTO allowed_ip (first, length, public_key) VALUES (?, ?, ?)");
    delete =
        connection.prepareStatement(
            "DELETE FROM allowed_ip WHERE first = ? AND length = ? AND public_key = ?");
    holder =
        connection.prepareStatement(
            "SELECT public_key FROM allowed_ip WHERE first = ? AND length = ?");
    within =
        connection.prepareStatement(
            "SELECT public_key FROM allowed_ip"
                + " WHERE first BETWEEN ? AND ? AND public_key <> ? LIMIT 1");
    insertLength =
        connection.prepareStatement(
            "INSERT OR IGNORE INTO allowed_ip_length (ipv6, length) VALUES (?, ?)");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT ipv6, length FROM allowed_ip_length")) {
      while (rows.next()) {
        lengths(rows.getBoolean(1)).set(rows.getInt(2));
      }
    }
  }

  /** Creates both tables. */
  static void create(Statement statement) throws SQLException {
    statement.execute(TABLE);
    statement.execute(LENGTHS);
  }

  /**
   * Assigns prefixes to a peer.
   *
   * @param nested whether the prefixes may lie inside or around other peers' prefixes
   * @throws OverlapException if a prefix overlaps another peer's prefix in a way that is not
   *     permitted
   */
  void claim(PublicKey key, Collection<IpPrefix> allowedIps, boolean nested)
      throws SQLException, OverlapException {
    for (AddressRange range : AddressRange.distinct(allowedIps)) {
      PublicKey other = nested ? holder(range) : overlapping(key, range);
      if (other != null) {
        PublicKey same = holder(range);
        throw new OverlapException(range.prefix(), same == null ? other : same, same != null);
      }
      insert(key, range);
    }
  }

  /** Assigns a prefix to a peer. Fails if another peer has the same prefix. */
  void insert(PublicKey key, AddressRange range) throws SQLException {
    bind(insert, range);
    insert.setBytes(3, key.toBytes());
    insert.executeUpdate();
    IpPrefix prefix = range.prefix();
    if (!lengths(prefix.isIpv6()).get(prefix.length())) {
      lengths(prefix.isIpv6()).set(prefix.length());
      insertLength.setBoolean(1, prefix.isIpv6());
      insertLength.setInt(2, prefix.length());
      insertLength.executeUpdate();
    }
  }

  private BitSet lengths(boolean ipv6) {
    return ipv6 ? ipv6Lengths : ipv4Lengths;
  }

  /** Removes the given prefixes from the peer. Ignores prefixes that the peer does not have. */
  void release(PublicKey key, Collection<IpPrefix> allowedIps) throws SQLException {
    for (AddressRange range : AddressRange.distinct(allowedIps)) {
      bind(delete, range);
      // The key is a condition of the deletion, because the prefix may belong to another peer.
      delete.setBytes(3, key.toBytes());
      delete.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, AddressRange range) throws SQLException {
    statement.setBytes(1, range.first());
    statement.setInt(2, range.length());
  }

  private @Nullable PublicKey holder(AddressRange range) throws SQLException {
    bind(holder, range);
    return onlyKey(holder);
  }

  private static @Nullable PublicKey onlyKey(PreparedStatement query) throws SQLException {
    try (ResultSet rows = query.executeQuery()) {
      return rows.next() ? PublicKey.ofBytes(rows.getBytes(1)) : null;
    }
  }

  private @Nullable PublicKey overlapping(PublicKey key, AddressRange range) throws SQLException {
    within.setBytes(1, range.first());
    within.setBytes(2, range.last());
    within.setBytes(3, key.toBytes());
    PublicKey inside = onlyKey(within);
    return inside != null ? inside : enclosing(key, range.prefix());
  }

  private @Nullable PublicKey enclosing(PublicKey key, IpPrefix wanted) throws SQLException {
    BitSet lengths = lengths(wanted.isIpv6());
    for (int length = lengths.nextSetBit(0);
        length >= 0 && length < wanted.length();
        length = lengths.nextSetBit(length + 1)) {
      PublicKey around = holder(AddressRange.of(wanted.truncate(length)));
      if (around != null && !around.equals(key)) {
        return around;
      }
    }
    return null;
  }
}
