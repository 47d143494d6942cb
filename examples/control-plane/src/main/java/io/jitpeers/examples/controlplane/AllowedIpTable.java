package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code allowed_ip}, which says whose addresses are whose: every allowed IP of every
 * peer, in an order in which a prefix comes directly before everything inside it. Used in one
 * transaction; not thread-safe.
 */
final class AllowedIpTable {
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement holder;
  private final PreparedStatement within;
  private final PreparedStatement upTo;

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
    upTo =
        connection.prepareStatement(
            "SELECT first, length, public_key FROM allowed_ip WHERE (first, length) <= (?, ?)"
                + " ORDER BY first DESC, length DESC LIMIT 1");
  }

  /**
   * Gives prefixes to a peer.
   *
   * @param nested whether they may lie inside or around other peers'
   * @throws OverlapException if one overlaps another peer's in a way that is not permitted
   */
  void claim(PublicKey key, Collection<IpPrefix> allowedIps, boolean nested)
      throws SQLException, OverlapException {
    for (AddressRange range : AddressRange.distinct(allowedIps)) {
      PublicKey same = holder(range);
      if (same != null) {
        throw new OverlapException(range.prefix(), same, true);
      }
      PublicKey other = nested ? null : overlapping(key, range);
      if (other != null) {
        throw new OverlapException(range.prefix(), other, false);
      }
      bind(insert, range);
      insert.setBytes(3, key.toBytes());
      insert.executeUpdate();
    }
  }

  /** Takes from a peer those of some prefixes that it has. */
  void release(PublicKey key, Collection<IpPrefix> allowedIps) throws SQLException {
    for (AddressRange range : AddressRange.distinct(allowedIps)) {
      bind(delete, range);
      delete.setBytes(3, key.toBytes()); // What it did not claim may be another's.
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

  /**
   * Who else has a prefix around this one. The last row up to a prefix is around it, or beside it:
   * then whatever is around both is no longer than the bits that they share, and the search goes on
   * from there, past everything in between.
   */
  private @Nullable PublicKey enclosing(PublicKey key, IpPrefix wanted) throws SQLException {
    byte[] first = AddressRange.of(wanted).first();
    int longest = wanted.length() - 1;
    while (longest >= 0) {
      bind(upTo, AddressRange.of(wanted.truncate(longest)));
      try (ResultSet row = upTo.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        int shared = AddressRange.commonBits(row.getBytes(1), first);
        int length = row.getInt(2);
        if (length > shared) {
          longest = shared;
          continue;
        }
        PublicKey holder = PublicKey.ofBytes(row.getBytes(3));
        if (!holder.equals(key)) {
          return holder;
        }
        longest = length - 1;
      }
    }
    return null;
  }
}
