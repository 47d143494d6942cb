package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongConsumer;

/**
 * Imports peers from JSON lines, all of them or none. Holds one line in memory at a time, and
 * remembers the keys of earlier lines in a temporary table. Not thread-safe.
 */
final class PeerImport {
  private static final int PROGRESS = 1000;

  private final DatabaseFile file;
  private final boolean nested;
  private final LongConsumer progress;

  /**
   * Creates an import.
   *
   * @param nested whether allowed IPs may lie inside or around other peers' prefixes
   * @param progress receives the number of read peers from time to time
   */
  PeerImport(DatabaseFile file, boolean nested, LongConsumer progress) {
    this.file = file;
    this.nested = nested;
    this.progress = progress;
  }

  /**
   * Reports the first wrong line and the reason. The message can quote keys and allowed IPs, but no
   * secret.
   */
  static final class LineException extends Exception {
    private static final long serialVersionUID = 1;

    LineException(long line, String why) {
      super("line " + line + ": " + why);
    }
  }

  /**
   * The result of an import.
   *
   * @param peers the number of peers in the file
   * @param replaced how many of them the database had before
   */
  record Result(long peers, long replaced) {}

  /**
   * Imports the file.
   *
   * @throws LineException if a line is wrong; then nothing was changed
   * @throws IOException if the lines cannot be read; then nothing was changed
   * @throws DatabaseException if the database cannot be written; then nothing was changed
   */
  Result run(InputStream lines) throws IOException, LineException {
    try (PeerEdit edit = PeerEdit.begin(file)) {
      Result result = putAll(new LineReader(lines), edit);
      claimAll(edit);
      edit.commit();
      return result;
    } catch (SQLException e) {
      throw file.failure("writing", e);
    }
  }

  private Result putAll(LineReader lines, PeerEdit edit)
      throws IOException, SQLException, LineException {
    Connection connection = edit.connection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE imported (line INTEGER PRIMARY KEY, public_key BLOB UNIQUE)");
    }
    long peers = 0;
    long replaced = 0;
    try (PreparedStatement remember =
        connection.prepareStatement("INSERT OR IGNORE INTO imported VALUES (?, ?)")) {
      while (lines.next()) {
        PeerConfig config = read(lines);
        remember.setLong(1, lines.number());
        remember.setBytes(2, config.publicKey().toBytes());
        if (remember.executeUpdate() == 0) {
          throw new LineException(
              lines.number(), "the peer " + config.publicKey() + " is on an earlier line too");
        }
        replaced += edit.put(config) ? 1 : 0;
        peers++;
        if (peers % PROGRESS == 0) {
          progress.accept(peers);
        }
      }
    }
    return new Result(peers, replaced);
  }

  private static PeerConfig read(LineReader lines) throws LineException {
    try {
      return PeerDocument.read(lines.line());
    } catch (PeerDocument.RefusedException e) {
      throw new LineException(lines.number(), String.valueOf(e.getMessage()));
    }
  }

  private void claimAll(PeerEdit edit) throws SQLException, LineException {
    try (Statement statement = edit.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT line, public_key, allowed_ips FROM imported CROSS JOIN peer"
                    + " USING (public_key) ORDER BY line")) {
      while (rows.next()) {
        try {
          edit.claim(
              PublicKey.ofBytes(rows.getBytes(2)), PeerRows.allowedIps(rows.getString(3)), nested);
        } catch (OverlapException e) {
          throw new LineException(rows.getLong(1), String.valueOf(e.getMessage()));
        }
      }
    }
  }
}
