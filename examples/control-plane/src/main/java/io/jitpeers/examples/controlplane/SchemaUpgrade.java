package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a database of an older version up to date, in the caller's transaction. Stateless. */
final class SchemaUpgrade {
  private SchemaUpgrade() {}

  /**
   * From version 1, whose {@code allowed_ip} had the first and the last address of each peer's
   * outermost prefixes, to version 2, which has every prefix.
   */
  static void toVersion2(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE allowed_ip RENAME TO allowed_ip_1");
      statement.execute(DatabaseFile.ALLOWED_IP_TABLE);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT OR IGNORE INTO allowed_ip (first, length, public_key) VALUES (?, ?, ?)")) {
        copyOutermost(statement, insert);
        addInner(statement, insert);
      }
      statement.execute("DROP TABLE allowed_ip_1");
      statement.execute("PRAGMA user_version = 2");
    }
  }

  /** In their order, which is the new table's. */
  private static void copyOutermost(Statement statement, PreparedStatement insert)
      throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT first, last, public_key FROM allowed_ip_1 ORDER BY first")) {
      while (rows.next()) {
        byte[] first = rows.getBytes(1);
        insert.setBytes(1, first);
        insert.setInt(2, AddressRange.commonBits(first, rows.getBytes(2)));
        insert.setBytes(3, rows.getBytes(3));
        insert.executeUpdate();
      }
    }
  }

  private static void addInner(Statement statement, PreparedStatement insert) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT public_key, allowed_ips FROM peer WHERE instr(allowed_ips, ',') > 0")) {
      while (rows.next()) {
        List<IpPrefix> prefixes = PeerRows.allowedIps(rows.getString(2));
        for (IpPrefix prefix : prefixes) {
          if (prefixes.stream().anyMatch(o -> !o.equals(prefix) && o.contains(prefix))) {
            insert.setBytes(1, AddressRange.of(prefix).first());
            insert.setInt(2, prefix.length());
            insert.setBytes(3, rows.getBytes(1));
            insert.executeUpdate();
          }
        }
      }
    }
  }
}
