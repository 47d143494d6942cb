package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** Migrates a database of an older version, in the caller's transaction. Stateless. */
final class SchemaUpgrade {
  private SchemaUpgrade() {}

  /**
   * Migrates version 1 to version 2. In version 1, the table {@code allowed_ip} had the first and
   * the last address of each peer's outermost prefixes (those that lie in no other prefix of the
   * peer). In version 2, the table has every prefix.
   */
  static void toVersion2(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE allowed_ip RENAME TO allowed_ip_1");
      AllowedIpTable.create(statement);
      AllowedIpTable table = new AllowedIpTable(connection);
      copyOutermost(statement, table);
      addInner(statement, table);
      statement.execute("DROP TABLE allowed_ip_1");
    }
  }

  /**
   * Copies the rows of the table of version 1, which contains only the outermost prefixes. Reads
   * the rows in the order of the new table, so that the new table is filled sequentially.
   */
  private static void copyOutermost(Statement statement, AllowedIpTable table) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT first, last, public_key FROM allowed_ip_1 ORDER BY first")) {
      while (rows.next()) {
        IpPrefix prefix = prefix(rows.getBytes(1), rows.getBytes(2));
        table.insert(PublicKey.ofBytes(rows.getBytes(3)), AddressRange.of(prefix));
      }
    }
  }

  private static IpPrefix prefix(byte[] first, byte[] last) throws SQLException {
    byte[] address = Arrays.copyOfRange(first, 1, first.length);
    int hostBits = new BigInteger(last).subtract(new BigInteger(first)).bitCount();
    try {
      return IpPrefix.masked(
          InetAddress.getByAddress(address), address.length * Byte.SIZE - hostBits);
    } catch (UnknownHostException e) {
      throw new SQLException("a row of allowed_ip is malformed", e);
    }
  }

  private static void addInner(Statement statement, AllowedIpTable table) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT public_key, allowed_ips FROM peer WHERE instr(allowed_ips, ',') > 0")) {
      while (rows.next()) {
        List<IpPrefix> prefixes =
            PeerRows.allowedIps(rows.getString(2)).stream().distinct().toList();
        for (IpPrefix prefix : prefixes) {
          if (prefixes.stream().anyMatch(o -> !o.equals(prefix) && o.contains(prefix))) {
            table.insert(PublicKey.ofBytes(rows.getBytes(1)), AddressRange.of(prefix));
          }
        }
      }
    }
  }
}
