package io.jitpeers.examples.controlplane;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The log of changes in a database. Triggers write the log, so it contains every committed change
 * to the table {@code peer}, and every row that is added to or changed in the table {@code
 * peer_clock} ({@link PeerClockTable}), even if somebody makes the change with SQL. The log does
 * not change the database's schema version. A database from an early version of this program has no
 * log; this program adds the log when it opens such a database. An early version of this program
 * can still use a database that has the log.
 */
final class ChangeSchema {
  /**
   * The number of changes that are kept. A gateway that missed more changes than this has to ask
   * again about all its peers.
   */
  static final int REMEMBERED = 10_000;

  private static final String LAST = "peer_clock_edited";

  private static final List<String> PARTS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS peer_change (
            number INTEGER PRIMARY KEY AUTOINCREMENT,     -- never used twice
            mark BLOB NOT NULL DEFAULT (randomblob(4)),   -- tells it from the same number's elsewhere
            public_key BLOB NOT NULL
          )\
          """,
          trigger("peer_added", "INSERT", "(NEW.public_key)"),
          trigger("peer_edited", "UPDATE", "(OLD.public_key), (NEW.public_key)"),
          trigger("peer_removed", "DELETE", "(OLD.public_key)"),
          "CREATE TRIGGER IF NOT EXISTS peer_change_bounded AFTER INSERT ON peer_change BEGIN"
              + " DELETE FROM peer_change WHERE number <= NEW.number - "
              + REMEMBERED
              + "; END",
          "CREATE TRIGGER IF NOT EXISTS peer_clock_added AFTER INSERT ON peer_clock BEGIN"
              + " INSERT INTO peer_change (public_key) VALUES (NEW.public_key); END",
          "CREATE TRIGGER IF NOT EXISTS "
              + LAST
              + " AFTER UPDATE ON peer_clock WHEN OLD.timestamp_epoch <> NEW.timestamp_epoch"
              + " OR OLD.clock_unreliable <> NEW.clock_unreliable BEGIN"
              + " INSERT INTO peer_change (public_key) VALUES (NEW.public_key); END");

  private ChangeSchema() {}

  private static String trigger(String name, String event, String keys) {
    return "CREATE TRIGGER IF NOT EXISTS "
        + name
        + " AFTER "
        + event
        + " ON peer BEGIN INSERT INTO peer_change (public_key) VALUES "
        + keys
        + "; END";
  }

  /** Adds the log if the database has none. */
  static void ensure(Statement statement) throws SQLException {
    if (isThere(statement)) {
      return;
    }
    statement.execute("BEGIN IMMEDIATE");
    for (String part : PARTS) {
      statement.execute(part);
    }
    statement.execute("COMMIT");
  }

  private static boolean isThere(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery("SELECT count(*) FROM sqlite_schema WHERE name = '" + LAST + "'")) {
      row.next();
      return row.getInt(1) > 0;
    }
  }
}
