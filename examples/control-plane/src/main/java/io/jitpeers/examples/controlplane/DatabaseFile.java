package io.jitpeers.examples.controlplane;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file with the peers. Opens connections to the file, which is in WAL mode: writers do
 * not delay readers, and each request sees the latest committed state. Immutable and thread-safe.
 */
final class DatabaseFile {
  /** "JITP" in the file's header identifies a database of this program. */
  private static final int APPLICATION_ID = 0x4a495450;

  private static final int EMPTY = 0;
  private static final int SCHEMA_VERSION = 2;

  private static final String PEER_TABLE =
      """
      CREATE TABLE peer (
        public_key BLOB NOT NULL PRIMARY KEY CHECK (length(public_key) = 32),
        allowed_ips TEXT NOT NULL,   -- prefixes between commas, in the order they are served
        preshared_key BLOB CHECK (length(preshared_key) = 32),
        endpoint TEXT,               -- 192.0.2.7:51820 or [2001:db8::7]:51820
        persistent_keepalive INTEGER NOT NULL DEFAULT 0,  -- seconds, 0 for off
        expires_at TEXT              -- RFC 3339
      ) WITHOUT ROWID\
      """;

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * The time limit for readers, which wait only while SQLite recovers the file. It is shorter than
   * 3.5 s, a gateway's default deadline for a lookup.
   */
  private static final Duration READER_PATIENCE = Duration.ofSeconds(2);

  /**
   * The maximum time that a writer waits for another writer. An import of a million peers takes
   * less time.
   */
  private static final Duration WRITER_PATIENCE = Duration.ofMinutes(2);

  /**
   * The size of a writer's page cache, in KiB. The cache is large, because an import has keys in
   * random order and therefore touches all pages.
   */
  private static final int WRITER_CACHE = 65_536;

  private final Path path;

  private DatabaseFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * Opens an existing database.
   *
   * @throws DatabaseException if the file does not exist, or belongs to another program
   */
  static DatabaseFile open(Path path) {
    if (!Files.exists(path)) {
      throw new DatabaseException(
          "there is no database " + path + "; \"peer add\" or \"peer import\" makes one", null);
    }
    return prepare(path);
  }

  /**
   * Opens a database, or creates it if it does not exist. Only the owner can read a created file,
   * because a database contains preshared keys.
   *
   * @throws DatabaseException if it cannot be created, or belongs to another program
   */
  static DatabaseFile openOrCreate(Path path) {
    try {
      Files.createFile(path, OWNER_ONLY);
    } catch (FileAlreadyExistsException e) {
      return prepare(path);
    } catch (IOException e) {
      throw new DatabaseException("the database " + path + " cannot be made: " + e, e);
    }
    return prepare(path);
  }

  private static DatabaseFile prepare(Path path) {
    if (path.toString().indexOf('?') >= 0) {
      // The driver would read the text after a question mark as settings.
      throw new DatabaseException("a database's name cannot contain '?': " + path, null);
    }
    DatabaseFile file = new DatabaseFile(path);
    try (Connection connection = file.connect(new SQLiteConfig(), WRITER_PATIENCE);
        Statement statement = connection.createStatement()) {
      file.checkOrFill(connection, statement);
      statement.execute(PeerClockTable.SCHEMA);
      ChangeSchema.ensure(statement);
    } catch (SQLException e) {
      throw file.failure("opening", e);
    }
    return file;
  }

  private void checkOrFill(Connection connection, Statement statement) throws SQLException {
    if (version(statement) == SCHEMA_VERSION) {
      return;
    }
    statement.execute("PRAGMA journal_mode = WAL");
    statement.execute("BEGIN IMMEDIATE");
    // Another process may have created the tables meanwhile.
    int version = version(statement);
    if (version == EMPTY) {
      statement.execute(PEER_TABLE);
      AllowedIpTable.create(statement);
      statement.execute("PRAGMA application_id = " + APPLICATION_ID);
    } else if (version < SCHEMA_VERSION) {
      SchemaUpgrade.toVersion2(connection);
    }
    statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
    statement.execute("COMMIT");
  }

  /**
   * Returns the schema version, or {@code EMPTY} if the database is new. One statement reads the
   * version, the application ID and the number of tables, so that these values are from one
   * snapshot, even if another process is filling the database.
   */
  private int version(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
                + " FROM pragma_application_id, pragma_user_version")) {
      row.next();
      int version = row.getInt(2);
      if (row.getInt(1) == APPLICATION_ID && version > EMPTY && version <= SCHEMA_VERSION) {
        return version;
      }
      if (row.getInt(1) == 0 && row.getInt(3) == 0) {
        return EMPTY;
      }
      throw new DatabaseException(
          "the database " + path + " is of another program, or of a newer version of this one",
          null);
    }
  }

  /** Opens a connection that only reads. */
  Connection reader() throws SQLException {
    Connection connection = connect(new SQLiteConfig(), READER_PATIENCE);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
    }
    return connection;
  }

  /** Opens a connection and begins a transaction. Waits while another connection writes. */
  Connection writer() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setCacheSize(-WRITER_CACHE);
    Connection connection = connect(config, WRITER_PATIENCE);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection connect(SQLiteConfig config, Duration patience) throws SQLException {
    config.setBusyTimeout((int) patience.toMillis());
    return config.createConnection("jdbc:sqlite:" + path);
  }

  /**
   * Creates an exception whose message contains SQLite's message. SQLite's messages can quote SQL
   * statements, but not the values of their parameters.
   */
  DatabaseException failure(String operation, SQLException e) {
    String reason =
        e instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY
            ? "another program has been writing it for too long; try again"
            : String.valueOf(e.getMessage());
    return new DatabaseException(operation + " the database " + path + " failed: " + reason, e);
  }
}
