package io.jitpeers.replay.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The only connection to the database file. Until it is closed, no other connection can open the
 * file, not even to read. Not thread-safe.
 */
final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /** "JITR" in the file's header identifies a replay store of this library. */
  private static final int APPLICATION_ID = 0x4a495452;

  private static final int VERSION = 1;

  /**
   * The page size in bytes. It is small, because marks (the replay memory's entries for keys)
   * change one at a time, and SQLite writes the whole page of each changed mark. Even smaller pages
   * would waste more space on page headers.
   */
  private static final int PAGE_SIZE = 1024;

  /**
   * The cache size in KiB. A small cache is enough, because everything is read only once, and each
   * write changes few pages.
   */
  private static final int CACHE = 8192;

  private static final String[] SCHEMA = {
    """
    CREATE TABLE memory (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      secret BLOB NOT NULL           -- seeds the hashes below
    )\
    """,
    """
    CREATE TABLE mark (
      slot INTEGER PRIMARY KEY,      -- the place in memory, which another key may take
      key BLOB NOT NULL,             -- 32 bytes
      newest BLOB NOT NULL,          -- TAI64N, 12 bytes
      flags INTEGER NOT NULL,        -- 1: the control plane knows the key; 2: there is a clock
      epoch INTEGER NOT NULL,        -- the control plane's; -1 for none
      written INTEGER NOT NULL,      -- with which group
      crc INTEGER NOT NULL,          -- CRC-32C of all the others
      clock BLOB                     -- of a clock that is or was wrong: WrongClockCodec
    )\
    """,
    """
    CREATE TABLE seen (
      page INTEGER PRIMARY KEY,
      generation INTEGER NOT NULL,
      tags BLOB NOT NULL,            -- 4 bytes of a keyed hash of each accepted initiation
      crc INTEGER NOT NULL
    )\
    """,
    "PRAGMA application_id = " + APPLICATION_ID,
    "PRAGMA user_version = " + VERSION,
  };

  private static final String OUR_TABLES =
      "SELECT count(*) FROM sqlite_schema WHERE name IN ('memory', 'mark', 'seen')";

  private final StoreFile file;
  private final Connection connection;

  private Database(StoreFile file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens the file.
   *
   * @throws UnusableFileException if the file's content cannot be used
   * @throws IOException if the file cannot be opened; the message names a remedy
   */
  static Database open(StoreFile file) throws IOException, UnusableFileException {
    Connection connection = connect(file);
    Database database = new Database(file, connection);
    try {
      database.prepare();
      return database;
    } catch (SQLException e) {
      database.close();
      throw refusal(file, e);
    } catch (IOException | UnusableFileException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Handles a failure to open the file. Throws {@link UnusableFileException} if the file's content
   * is damaged; otherwise, returns an exception to throw.
   */
  private static IOException refusal(StoreFile file, SQLException e) throws UnusableFileException {
    if (isDamage(e)) {
      throw new UnusableFileException("is damaged (" + e.getMessage() + ")", e);
    }
    return failure("opening the replay store " + file, e);
  }

  private static Connection connect(StoreFile file) throws IOException, UnusableFileException {
    try {
      SQLiteConfig config = new SQLiteConfig();
      config.setBusyTimeout(0);
      config.setPageSize(PAGE_SIZE);
      config.setCacheSize(-CACHE);
      // This mode is set before the log is opened. Then SQLite uses no shared memory, and no other
      // process can open the file.
      config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
      return config.createConnection("jdbc:sqlite:" + file);
    } catch (SQLException e) {
      throw refusal(file, e);
    } catch (LinkageError e) {
      throw new IOException(
          "SQLite's native library cannot be loaded: "
              + e.getMessage()
              + "; it is unpacked into the folder for temporary files, which must permit execution"
              + " (-Dorg.sqlite.tmpdir names another one)",
          e);
    }
  }

  private void prepare() throws SQLException, IOException, UnusableFileException {
    // Locks the file, and recovers the content of the log.
    execute("PRAGMA journal_mode = WAL");
    // FULL syncs a transaction to the disk when it is committed. NORMAL would wait for the next
    // checkpoint, so a power failure would lose all transactions since the last checkpoint.
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA wal_autocheckpoint = 0");
    execute("PRAGMA cell_size_check = 1");
    int id = number("PRAGMA application_id");
    int version = number("PRAGMA user_version");
    boolean empty = number("SELECT count(*) FROM sqlite_schema") == 0;
    if (id == 0 && empty) {
      inTransaction(
          () -> {
            for (String statement : SCHEMA) {
              execute(statement);
            }
          });
    } else if (id != APPLICATION_ID && number(OUR_TABLES) < 3) {
      throw new IOException(
          "the file " + file + " is a database of another program; name another file");
    } else if (version != VERSION) {
      throw new UnusableFileException("is of another version of this program", null);
    }
  }

  /** The statements of one transaction. */
  interface Work {
    void run() throws SQLException;
  }

  /** Executes statements in a transaction. */
  void inTransaction(Work work) throws SQLException {
    execute("BEGIN IMMEDIATE");
    try {
      work.run();
      execute("COMMIT");
    } catch (SQLException | RuntimeException | Error e) {
      try {
        execute("ROLLBACK");
      } catch (SQLException again) {
        // The rollback failed because SQLite has already rolled back, as it does when the disk is
        // full.
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  int number(String sql) throws SQLException {
    return row(sql, 1);
  }

  /** Returns the number in the given column of the query's first row. */
  private int row(String sql, int column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(column);
    }
  }

  Connection connection() {
    return connection;
  }

  /** Returns how many pages at the beginning of the write-ahead log are valid. */
  int validPagesInLog() throws SQLException {
    return Math.max(0, row("PRAGMA wal_checkpoint(PASSIVE)", 2));
  }

  /** Moves the content of the write-ahead log into the database, and empties the log. */
  void checkpoint() throws SQLException {
    if (number("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
      throw new SQLException("the log cannot be emptied: a transaction is open");
    }
  }

  /** Returns whether a failure means that the file's content is damaged. */
  static boolean isDamage(SQLException e) {
    if (!(e instanceof SQLiteException failure)) {
      return false;
    }
    int primary = failure.getResultCode().code & 0xff;
    return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** Returns whether the disk caused a failure. Such a failure may be temporary. */
  static boolean isOfDisk(IOException e) {
    if (!(e.getCause() instanceof SQLiteException failure)) {
      return false;
    }
    int primary = failure.getResultCode().code & 0xff;
    return primary == SQLiteErrorCode.SQLITE_FULL.code
        || primary == SQLiteErrorCode.SQLITE_IOERR.code;
  }

  /** Creates an exception from SQLite's message, which quotes statements but never values. */
  static IOException failure(String operation, SQLException e) {
    boolean taken =
        e instanceof SQLiteException failure
            && (failure.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    String reason =
        taken
            ? "another process has opened it; end that "
                + "one, or give each gateway a file of its own"
            : String.valueOf(e.getMessage());
    return new IOException(operation + " failed: " + reason, e);
  }

  /**
   * Closes the connection. This empties the write-ahead log. If closing fails, the log remains
   * until the file is opened again.
   */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("closing the replay store {} failed; nothing is lost", file, e);
    }
  }
}
