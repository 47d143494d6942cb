package io.jitpeers.internal.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only file of records. Compaction writes a new file without outdated records. The code
 * that uses the file defines what records mean and which records are outdated.
 *
 * <p>The file stays readable if the process ends at any point. An incomplete record at the end is
 * cut off when the file is opened again. Compaction replaces the file by a rename only when the new
 * file is complete. Damage in the middle of the file costs only the damaged records.
 *
 * <p>Nothing is synced to the disk. Written data stays in the kernel's cache when the process ends.
 * The data is lost only when the machine goes down. The WireGuard device that the records describe
 * is then lost too. The file may be damaged after the machine has gone down, but the damage is
 * detected.
 *
 * <p>One thread appends, compacts and closes; any thread reads.
 */
public final class RecordFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(RecordFile.class);

  /** The maximum length of a record in bytes. */
  public static final int MAX_LENGTH = 4096;

  /** Receives records. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Receives one record.
     *
     * @param offset the record's position in the file
     * @param record the record's bytes, which the receiver may keep
     */
    void record(long offset, byte[] record) throws IOException;
  }

  /** Decides which records a compaction keeps. */
  @FunctionalInterface
  public interface LiveRecords {
    /** Returns whether to keep the record at an offset. */
    boolean isLive(long offset, byte[] record) throws IOException;
  }

  private final Disk disk;
  private final Path path;
  private final byte[] header;
  private final byte[] salt;
  private final StateLock lock;
  private final Frame frame;
  private volatile Disk.OpenFile file;
  private long end;
  private long damaged;
  private long cut;

  private RecordFile(Disk disk, Path path, FileFormat format, StateLock lock) throws IOException {
    this.disk = disk;
    this.path = path;
    this.lock = lock;
    this.file = disk.open(path);
    try {
      header = new byte[FileFormat.HEADER_LENGTH];
      salt = format.saltOf(header, file.read(0, header));
      frame = new Frame(salt);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a file, or creates it if it does not exist. Call {@link #load} next.
   *
   * @param salt the salt of the file if it is created, {@link FileFormat#SALT_LENGTH} bytes
   * @throws UnreadableFileException if the file is not of this format; see {@link #setAside}
   * @throws IOException if the file cannot be read or written, or if another gateway uses it
   */
  public static RecordFile open(Disk disk, Path path, FileFormat format, byte[] salt)
      throws IOException {
    StateLock lock = StateLock.acquire(path);
    try {
      disk.delete(successor(path)); // Left by a process that ended while compacting.
      if (!disk.exists(path)) {
        create(disk, path, format, salt);
      }
      return new RecordFile(disk, path, format, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Reads all records, and cuts off an incomplete record at the end. Called once, before any other
   * method.
   *
   * @param visitor receives the records in the order in which they were appended
   */
  public void load(Visitor visitor) throws IOException {
    long size = file.size();
    Scan scan = new Scan(file, salt, size);
    end = scan.run(visitor);
    damaged = scan.damaged();
    cut = size - end;
    if (cut > 0) {
      file.truncate(end);
    }
  }

  private static void create(Disk disk, Path path, FileFormat format, byte[] salt)
      throws IOException {
    try (Disk.OpenFile created = disk.create(successor(path))) {
      created.write(0, format.header(salt));
    }
    // The file gets its name only when its header is complete.
    disk.move(successor(path), path);
  }

  private static Path successor(Path path) {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  /**
   * Renames a file that cannot be read, so that a new file can be created and the old one can be
   * inspected. If an earlier file already has the new name, that file is deleted.
   *
   * @return the new name
   */
  public static Path setAside(Disk disk, Path path) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
    StateLock lock = StateLock.acquire(path);
    try (lock) {
      disk.move(path, aside);
    }
    return aside;
  }

  /** {@return the random salt in the file's header; a compaction does not change it} */
  public byte[] salt() {
    return salt.clone();
  }

  /** {@return the number of places in the loaded file where records were lost to damage} */
  public long damaged() {
    return damaged;
  }

  /** {@return the number of bytes that {@link #load} cut off at the end of the file} */
  public long cut() {
    return cut;
  }

  /** {@return the file's length in bytes} */
  public long size() {
    return end;
  }

  /**
   * Appends records in one write. If the write fails, none of the records is stored: later records
   * overwrite the bytes that the failed write left in the file.
   *
   * @param records the records, each of at most {@link #MAX_LENGTH} bytes
   * @return the offset of each record
   */
  public long[] append(List<byte[]> records) throws IOException {
    long[] offsets = new long[records.size()];
    byte[] frames = frames(records, offsets, end);
    try {
      file.write(end, frames);
    } catch (IOException e) {
      cutOff(e);
      throw e;
    }
    end += frames.length;
    return offsets;
  }

  private void cutOff(IOException failure) {
    try {
      file.truncate(end);
    } catch (IOException e) {
      failure.addSuppressed(e); // Later records overwrite these bytes.
    }
  }

  private byte[] frames(List<byte[]> records, long[] offsets, long from) {
    int length = 0;
    for (int i = 0; i < offsets.length; i++) {
      byte[] record = records.get(i);
      if (record.length > MAX_LENGTH) {
        throw new IllegalArgumentException("a record of " + record.length + " bytes is too long");
      }
      offsets[i] = from + length;
      length += Frame.OVERHEAD + record.length;
    }
    ByteBuffer frames = ByteBuffer.allocate(length);
    records.forEach(record -> frame.put(frames, record));
    return frames.array();
  }

  /**
   * Reads one record.
   *
   * @param offset the record's offset, from {@link #append} or a {@link Visitor}
   * @throws IOException if the record cannot be read or no longer exists
   */
  public byte[] read(long offset) throws IOException {
    byte[] bytes = new byte[Frame.OVERHEAD + MAX_LENGTH];
    int available = file.read(offset, bytes);
    int length = new Frame(salt).lengthAt(bytes, 0, available);
    if (length < 0) {
      throw new IOException("the record at " + offset + " in " + path + " is damaged");
    }
    return Arrays.copyOfRange(bytes, Frame.OVERHEAD, Frame.OVERHEAD + length);
  }

  /**
   * Writes a new file, under another name, without the outdated records.
   *
   * @param live decides which records to keep
   * @param kept receives each kept record with its offset in the new file
   * @return the compaction, whose {@link Compaction#commit} replaces the file
   */
  public Compaction compact(LiveRecords live, Visitor kept) throws IOException {
    Disk.OpenFile next = disk.create(successor(path));
    Compaction compaction = new Compaction(next);
    try {
      next.write(0, header);
      new Scan(file, salt, end)
          .run(
              (offset, record) -> {
                if (live.isLive(offset, record)) {
                  kept.record(compaction.add(record), record);
                }
              });
      compaction.write();
      return compaction;
    } catch (IOException | RuntimeException | Error e) {
      compaction.abandon(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      file.close();
    }
  }

  /** A completely written new file that can replace the current one. */
  public final class Compaction {
    private static final int CHUNK = 1 << 18;

    private final Disk.OpenFile next;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private long nextEnd = FileFormat.HEADER_LENGTH;

    private Compaction(Disk.OpenFile next) {
      this.next = next;
    }

    private long add(byte[] record) throws IOException {
      if (chunk.remaining() < Frame.OVERHEAD + record.length) {
        write();
      }
      long offset = nextEnd + chunk.position();
      frame.put(chunk, record);
      return offset;
    }

    private void write() throws IOException {
      next.write(nextEnd, Arrays.copyOf(chunk.array(), chunk.position()));
      nextEnd += chunk.position();
      chunk.clear();
    }

    private void abandon(Throwable failure) {
      try {
        next.close();
        disk.delete(successor(path));
      } catch (IOException e) {
        failure.addSuppressed(e); // The next opening or compaction deletes the file.
      }
    }

    /** Replaces the file with the new one. If that fails, the file stays as it was. */
    public void commit() throws IOException {
      try {
        disk.move(successor(path), path);
      } catch (IOException | RuntimeException | Error e) {
        abandon(e);
        throw e;
      }
      Disk.OpenFile before = file;
      file = next;
      end = nextEnd;
      try {
        before.close();
      } catch (IOException e) {
        log.warn("could not close the old file of {} after a compaction", path, e);
      }
    }
  }
}
