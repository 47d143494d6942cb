package io.jitpeers.internal.records;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file to which records are appended, and which is written anew without those that are out of
 * date. What the records mean, and which of them are, is for its owner.
 *
 * <p>The end of the process at any point leaves a file that can be read: a record that is not whole
 * at the end is cut off when the file is opened next, and the file is replaced by a rename only
 * when its successor is whole. Damage in the middle loses what it hits, and nothing else.
 *
 * <p>Nothing is synced to the disk. What was written stays in the kernel's cache when the process
 * ends; it is lost only when the machine goes down, and that takes the kernel's WireGuard device,
 * which the records are about, along. A file that went through that may be damaged, which is
 * noticed.
 *
 * <p>One thread appends, compacts and closes; any thread reads.
 */
public final class RecordFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(RecordFile.class);

  /** The most bytes in a record. */
  public static final int MAX_LENGTH = 4096;

  /** Takes records. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes one.
     *
     * @param offset where it is in the file
     * @param record its bytes, for the callee to keep
     */
    void record(long offset, byte[] record) throws IOException;
  }

  /** Says which records are up to date. */
  @FunctionalInterface
  public interface LiveRecords {
    /** Returns whether the record at an offset is worth keeping. */
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
   * Opens a file, to be {@linkplain #load loaded} next; creates it if it is not there.
   *
   * @param random where the salt of a new file comes from
   * @throws UnreadableFileException if the file is not of this format; see {@link #setAside}
   * @throws IOException if it cannot be read or written, or is in use by another gateway
   */
  public static RecordFile open(Disk disk, Path path, FileFormat format, RandomGenerator random)
      throws IOException {
    StateLock lock = StateLock.acquire(path);
    try {
      disk.delete(successor(path)); // Of a process that ended while it wrote one.
      if (!disk.exists(path)) {
        create(disk, path, format, random);
      }
      return new RecordFile(disk, path, format, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Passes on what is in the file, and cuts off what is no whole record at its end. Once, before
   * anything else.
   *
   * @param visitor takes each record, in the order in which they were appended
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

  private static void create(Disk disk, Path path, FileFormat format, RandomGenerator random)
      throws IOException {
    byte[] salt = new byte[FileFormat.SALT_LENGTH];
    random.nextBytes(salt);
    try (Disk.OpenFile created = disk.create(successor(path))) {
      created.write(0, format.header(salt));
    }
    // A name only for what is whole: a header is there or no file is.
    disk.move(successor(path), path);
  }

  private static Path successor(Path path) {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  /**
   * Renames a file that cannot be read, in place of one that was set aside before, so that another
   * one can be created and a person can look at it.
   *
   * @return its new name
   */
  public static Path setAside(Disk disk, Path path) throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".unreadable");
    StateLock lock = StateLock.acquire(path);
    try (lock) {
      disk.move(path, aside);
    }
    return aside;
  }

  /** {@return random bytes that are this file's own, for as long as it exists} */
  public byte[] salt() {
    return salt.clone();
  }

  /** {@return in how many places of the file as it was loaded records were lost to damage} */
  public long damaged() {
    return damaged;
  }

  /**
   * {@return how many bytes at its end were no whole record when it was loaded, and were cut off}
   */
  public long cut() {
    return cut;
  }

  /** {@return its length in bytes} */
  public long size() {
    return end;
  }

  /**
   * Appends records in one write. If it fails none of them counts, and later ones go in their
   * place.
   *
   * @param records each of at most {@link #MAX_LENGTH} bytes
   * @return where each of them is
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
      failure.addSuppressed(e); // What is there is overwritten, or cut off at the next opening.
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
   * @param offset where it was appended or found
   * @throws IOException if it cannot be read, or there is none any more
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
   * Writes a successor without what is out of date, under another name.
   *
   * @param live which records to keep
   * @param kept takes each of them with its offset in the successor
   * @return what makes the successor take this file's place
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

  /** A successor that is whole. */
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
        failure.addSuppressed(e); // The next opening, or compaction, deletes it.
      }
    }

    /** Puts the successor in place. If it fails the file is as it was. */
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
        log.warn("could not close what {} was before it was compacted", path, e);
      }
    }
  }
}
