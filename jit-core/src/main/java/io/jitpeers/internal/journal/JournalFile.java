package io.jitpeers.internal.journal;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.jitpeers.internal.records.Disk;
import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.RecordFile;
import io.jitpeers.internal.records.UnreadableFileException;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's file, and an index in memory that finds each peer's newest record in the file.
 * Entries are not kept in memory; they are read on demand. Only one thread writes; any thread may
 * read.
 */
final class JournalFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(JournalFile.class);

  /**
   * The file is not compacted while it has at most this many outdated records. A compaction writes
   * the file again without its outdated records.
   */
  static final int FEW = 4096;

  /**
   * The file is compacted when the number of its outdated records exceeds {@link #FEW} plus this
   * many times the number of its current records.
   */
  static final int GARBAGE_FACTOR = 2;

  private final RecordFile file;
  private final ConfigDigests digests;
  private final EntryCodec codec;
  private final HashFunction hash;
  // Held while a record is read and while the file is replaced, but not while records are written.
  private final Object lock = new Object();
  private RecordIndex index = new RecordIndex();
  private long records;
  private long compactAbove;

  private JournalFile(RecordFile file) throws IOException {
    this.file = file;
    byte[] salt = file.salt();
    digests = new ConfigDigests(salt);
    codec = new EntryCodec(digests);
    ByteBuffer seed = ByteBuffer.wrap(salt);
    hash = Hashing.sipHash24(seed.getLong(), seed.getLong());
    file.load(this::load);
  }

  /**
   * Opens a device's file. If the file cannot be read, for example because it is from another
   * version of this library, it is renamed and a new file is created. The old file can then still
   * be inspected. The start of the gateway does not fail in this case, because a gateway can serve
   * clients without knowing which peers it installed earlier.
   *
   * @param salt the salt of a new file
   */
  static JournalFile open(Disk disk, Path path, PublicKey device, byte[] salt) throws IOException {
    FileFormat format = new FileFormat(FileFormat.Kind.PEERS, EntryCodec.VERSION, device);
    RecordFile file;
    try {
      file = RecordFile.open(disk, path, format, salt);
    } catch (UnreadableFileException e) {
      log.warn(
          "{} cannot be read: {}. It is renamed to {}; peers that were installed before count as"
              + " foreign until the control plane confirms them",
          path,
          e.getMessage(),
          RecordFile.setAside(disk, path));
      file = RecordFile.open(disk, path, format, salt);
    }
    try {
      JournalFile journal = new JournalFile(file);
      journal.tellOfDamage(path);
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private void load(long offset, byte[] record) {
    records++;
    PublicKey key = EntryCodec.keyOf(record);
    if (key != null) {
      note(offset, key, codec.entryOf(record));
    }
  }

  private void note(long offset, PublicKey key, Optional<JournalEntry> entry) {
    if (entry.isPresent()) {
      index.put(hashOf(key), Place.of(offset, entry.get()));
    } else {
      index.remove(hashOf(key));
    }
  }

  private void tellOfDamage(Path path) {
    if (file.damaged() > 0) {
      log.warn("{} is damaged in {} places; the records there are lost", path, file.damaged());
    }
    if (file.cut() > 0) {
      log.info("{} ended in the middle of a record; {} bytes were cut off", path, file.cut());
    }
  }

  private long hashOf(PublicKey key) {
    return hash.hashBytes(key.toBytes()).asLong();
  }

  /** Returns the salt of this file's digests. */
  byte[] salt() {
    return file.salt();
  }

  /** Creates an entry whose digests use this file's salt. */
  JournalEntry entry(PeerConfig config, @Nullable String validator, long confirmedAt) {
    return JournalEntry.of(config, digests, validator, confirmedAt);
  }

  /** Returns a peer's entry, as last written; empty if the peer has no entry. */
  Optional<JournalEntry> find(PublicKey key) throws IOException {
    return read(hashOf(key)).filter(entry -> entry.key().equals(key));
  }

  private Optional<JournalEntry> read(long keyHash) throws IOException {
    synchronized (lock) {
      long place = index.get(keyHash);
      return place == RecordIndex.NONE
          ? Optional.empty()
          : codec.entryOf(file.read(Place.offset(place)));
    }
  }

  /** Returns the hashes of all peers with an entry, for {@link #findByHash}. */
  long[] hashes() {
    synchronized (lock) {
      return index.all();
    }
  }

  /**
   * Returns the entry of the peer with the given hash, as last written; empty if the entry has been
   * removed since {@link #hashes} returned the hash.
   */
  Optional<JournalEntry> findByHash(long keyHash) throws IOException {
    return read(keyHash);
  }

  /**
   * Returns whether a confirmation must be written. That is the case if the peer's newest record
   * has another validator than the given one, or if its time of confirmation is at least an hour
   * before {@code confirmedAt}. Returns false if the peer has no record.
   */
  boolean isNews(PublicKey key, @Nullable String validator, long confirmedAt) {
    synchronized (lock) {
      long place = index.get(hashOf(key));
      return place != RecordIndex.NONE && !Place.makesNeedless(place, validator, confirmedAt);
    }
  }

  int size() {
    synchronized (lock) {
      return index.size();
    }
  }

  /** Writes changes in one operation. If the operation fails, none of the changes is written. */
  void write(Map<PublicKey, Change> changes) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    List<Optional<JournalEntry>> entries = new ArrayList<>();
    List<byte[]> written = new ArrayList<>();
    for (Map.Entry<PublicKey, Change> each : changes.entrySet()) {
      PublicKey key = each.getKey();
      boolean known = index.get(hashOf(key)) != RecordIndex.NONE;
      boolean needsOld = !each.getValue().saysAll();
      Optional<JournalEntry> entry =
          each.getValue().appliedTo(needsOld ? find(key) : Optional.empty());
      if (entry.isPresent() || (known && !needsOld)) {
        keys.add(key);
        entries.add(entry);
        written.add(entry.map(EntryCodec::installed).orElseGet(() -> EntryCodec.removed(key)));
      }
    }
    if (written.isEmpty()) {
      return;
    }
    if (file.size() > Place.MAX_OFFSET) {
      throw new IOException("the file is too long");
    }
    long[] offsets = file.append(written);
    records += offsets.length;
    synchronized (lock) {
      for (int i = 0; i < offsets.length; i++) {
        note(offsets[i], keys.get(i), entries.get(i));
      }
    }
  }

  /** Returns whether the file has enough outdated records to be compacted. */
  boolean isCompactionDue() {
    long garbage = records - index.size();
    return garbage > FEW + (long) GARBAGE_FACTOR * index.size() && records > compactAbove;
  }

  /** Replaces the file with a new one, which has no outdated records. */
  void compact() throws IOException {
    compactAbove = records + FEW; // If this attempt fails, the next one waits for more records.
    RecordIndex next = new RecordIndex();
    RecordFile.Compaction compaction =
        file.compact(this::isNewest, (offset, record) -> keep(next, offset, record));
    synchronized (lock) {
      compaction.commit();
      index = next;
    }
    records = next.size();
    compactAbove = 0;
  }

  private boolean isNewest(long offset, byte[] record) {
    StageProgress.stepHere();
    PublicKey key = EntryCodec.keyOf(record);
    long place = key == null ? RecordIndex.NONE : index.get(hashOf(key));
    return place != RecordIndex.NONE && Place.offset(place) == offset;
  }

  private void keep(RecordIndex next, long offset, byte[] record) {
    codec
        .entryOf(record)
        .ifPresent(entry -> next.put(hashOf(entry.key()), Place.of(offset, entry)));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
