package io.jitpeers.replay.sqlite;

import io.jitpeers.spi.ReplayStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link ReplayStore} in an SQLite file with a write-ahead log. The log is synced after each
 * {@linkplain ReplayStore.Group group} of changes, so a written group survives a crash of the
 * process and of the machine. Only the file's owner can access the file, and only one process at a
 * time; a second process is refused at start-up.
 *
 * <p>A crash loses only the group that is being written. Each mark (the entry of a key) has a
 * checksum. Damaged marks, and marks in unreadable parts of the file, are lost, and the loss is
 * logged. An unusable file is renamed with the suffix {@code .damaged}, replacing an earlier file
 * of that name. If the mark of a key is lost in one of these ways, an attacker who recorded an
 * initiation with that key can replay the initiation once.
 *
 * <p>Each key takes 80 bytes in the file. Not thread-safe; used as {@link ReplayStore} specifies.
 */
public final class SqliteReplayStore implements ReplayStore {
  /**
   * The maximum length of the write-ahead log, in bytes. When the log exceeds this length, the
   * log's content is moved into the database. A log of this length holds about a second of writes.
   */
  private static final long MOST_LOG = 8L << 20;

  private static final Logger log = LoggerFactory.getLogger(SqliteReplayStore.class);

  private final StoreFile file;
  private final MarkRows markRows = new MarkRows();
  private @Nullable Database database;
  private boolean logHasLeftovers;
  private final AtomicLong damages = new AtomicLong();

  private SqliteReplayStore(StoreFile file) {
    this.file = file;
  }

  /**
   * Creates a store. The file is opened when the store is read, and is created if it does not
   * exist.
   *
   * @param file the file's path, in a folder that this user can write to
   * @return the store
   * @throws IllegalArgumentException if the file's name is not permitted for a database
   */
  public static SqliteReplayStore in(Path file) {
    return new SqliteReplayStore(new StoreFile(Objects.requireNonNull(file, "file")));
  }

  @Override
  public boolean read(Reader reader) throws IOException {
    file.prepare();
    long pagesInLog = file.pagesInLog();
    if (file.isCutShort()) {
      startAnew("is cut short");
      return false;
    }
    try {
      Database opened = Database.open(file);
      database = opened;
      compareLog(opened, pagesInLog);
      return read(opened, reader);
    } catch (UnusableFileException e) {
      startAnew(e.what());
      return false;
    } catch (SQLException e) {
      return goOnIfOfDisk(Database.failure("reading the replay store " + file, e));
    } catch (IOException e) {
      return goOnIfOfDisk(e);
    }
  }

  /**
   * Handles a failure to read the file. If the disk caused the failure, the store continues without
   * the stored content, and this method returns false. {@link #read} then returns false too, to
   * report lost data. The purpose is that the gateway starts: a gateway without its old marks still
   * serves its clients, but a gateway that does not start serves none. Any other failure is thrown.
   */
  private boolean goOnIfOfDisk(IOException e) throws IOException {
    if (!Database.isOfDisk(e)) {
      throw e;
    }
    damages.incrementAndGet();
    close();
    log.error(
        "the replay memory starts without the timestamps that could not be read; the store is"
            + " opened again later, and all timestamps are then written to it",
        e);
    return false;
  }

  private void compareLog(Database opened, long pages) throws SQLException {
    int valid = opened.validPagesInLog();
    if (valid < pages) {
      damages.incrementAndGet();
      log.warn(
          "the log of the replay store {} ends with {} incomplete pages: the changes that were"
              + " being written at a crash are lost{}",
          file,
          pages - valid,
          valid == 0 ? ", or all changes in the log, if its beginning is damaged" : "");
    }
    opened.checkpoint();
  }

  private boolean read(Database opened, Reader reader) throws SQLException, IOException {
    boolean hasSecret = readSecret(opened, reader);
    Salvage salvage = new Salvage(opened.connection());
    salvage.read(MarkRows.SELECT, markRows::read, reader::slot);
    salvage.read(SeenRows.SELECT, SeenRows::read, reader::page);
    if (salvage.damagedRows() > 0) {
      damages.incrementAndGet();
      log.error(
          "{} rows of the replay store {} are damaged and forgotten: recordings of those clients'"
              + " initiations are accepted once",
          salvage.damagedRows(),
          file);
    }
    if (salvage.hasGaps()) {
      startAnew("is damaged; its readable rows are used");
      return false;
    }
    return hasSecret && salvage.damagedRows() == 0;
  }

  private static boolean readSecret(Database opened, Reader reader) throws SQLException {
    try (Statement statement = opened.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT secret FROM memory")) {
      byte[] secret = row.next() ? row.getBytes(1) : null;
      if (secret == null) {
        return false;
      }
      reader.secret(secret);
      return true;
    } catch (SQLException e) {
      if (!Database.isDamage(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Renames the unusable file, and opens an empty one. */
  private void startAnew(String what) throws IOException {
    damages.incrementAndGet();
    close();
    Path aside = file.setAside();
    log.error(
        "the replay store {} {}; it was renamed to {}, and recordings of initiations that only"
            + " that file contained are accepted once",
        file,
        what,
        aside);
    file.prepare();
    try {
      database = Database.open(file);
    } catch (UnusableFileException e) {
      throw new IOException("the new replay store " + file + " " + e.what(), e);
    }
  }

  @Override
  public void write(Group group) throws IOException {
    Database opened = database;
    if (opened == null) {
      reopen(); // Always throws.
      return;
    }
    try {
      opened.inTransaction(() -> write(opened.connection(), group));
      if (logHasLeftovers || file.logBytes() > MOST_LOG) {
        opened.checkpoint();
        logHasLeftovers = false;
      }
    } catch (SQLException e) {
      // The log may now end with the remains of an unfinished group, which would later look like
      // damage.
      logHasLeftovers = true;
      if (Database.isDamage(e)) {
        startAnew("is damaged (" + e.getMessage() + ")");
        throw new LostException("the replay store " + file + " was damaged", e);
      }
      throw Database.failure("writing to the replay store " + file, e);
    }
  }

  private void write(Connection connection, Group group) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement marks = connection.prepareStatement(MarkRows.REPLACE);
        PreparedStatement seen = connection.prepareStatement(SeenRows.REPLACE)) {
      if (group.replacing()) {
        statement.execute("DELETE FROM mark");
        statement.execute("DELETE FROM seen");
        try (PreparedStatement memory =
            connection.prepareStatement("REPLACE INTO memory (id, secret) VALUES (1, ?)")) {
          memory.setBytes(1, group.secret());
          memory.executeUpdate();
        }
      }
      for (Slot slot : group.slots()) {
        markRows.write(marks, slot);
      }
      for (Page page : group.pages()) {
        SeenRows.write(seen, page);
      }
    }
  }

  /**
   * Opens the file after an earlier attempt failed. If the new attempt succeeds, throws {@link
   * LostException}, so that the caller writes all marks again.
   */
  private void reopen() throws IOException {
    try {
      file.prepare();
      database = Database.open(file);
    } catch (UnusableFileException e) {
      startAnew(e.what());
    }
    throw new LostException(
        "the replay store " + file + " was reopened; its previous content is " + "lost", null);
  }

  /** Changes a setting of the open file, for tests. */
  void pragma(String setting) throws SQLException {
    Objects.requireNonNull(database, "not open").execute("PRAGMA " + setting);
  }

  @Override
  public long damages() {
    return damages.get();
  }

  @Override
  public void close() {
    Database opened = database;
    database = null;
    if (opened != null) {
      opened.close();
    }
  }
}
