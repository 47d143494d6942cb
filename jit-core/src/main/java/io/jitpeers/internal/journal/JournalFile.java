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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's file and where in it the newest record of each peer is. Entries themselves are not
 * kept in memory: they are read when somebody asks. One thread writes, any thread reads.
 */
final class JournalFile implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(JournalFile.class);

  /** So many records out of date are not worth a compaction. */
  static final int FEW = 4096;

  /** With more records out of date than this for each that is not, the file is compacted. */
  static final int GARBAGE_FACTOR = 2;

  private final RecordFile file;
  private final ConfigDigests digests;
  private final EntryCodec codec;
  private final HashFunction hash;
  // Held while a record is read and while the file is replaced, not while records are written.
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
   * Opens a device's file. One that cannot be read, as of another version of this library, is set
   * aside and a new one begun: a gateway that has forgotten which peers are its own still serves,
   * one that does not start does not, and a person can still look at the old file.
   */
  static JournalFile open(Disk disk, Path path, PublicKey device, RandomGenerator random)
      throws IOException {
    FileFormat format = new FileFormat(FileFormat.Kind.PEERS, EntryCodec.VERSION, device);
    RecordFile file;
    try {
      file = RecordFile.open(disk, path, format, random);
    } catch (UnreadableFileException e) {
      log.warn(
          "{} cannot be read: {}. It is now {}; peers that were installed before are not known to"
              + " be this gateway's until the control plane says so",
          path,
          e.getMessage(),
          RecordFile.setAside(disk, path));
      file = RecordFile.open(disk, path, format, random);
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
      log.warn("{} is damaged in {} places; what was there is forgotten", path, file.damaged());
    }
    if (file.cut() > 0) {
      log.info("{} ended within a record; {} bytes were cut off", path, file.cut());
    }
  }

  private long hashOf(PublicKey key) {
    return hash.hashBytes(key.toBytes()).asLong();
  }

  /** Creates an entry that this file can compare. */
  JournalEntry entry(PeerConfig config, @Nullable String validator, long confirmedAt) {
    return JournalEntry.of(config, digests, validator, confirmedAt);
  }

  /** What was written of a peer last. */
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

  /** The peers of which the file tells, as hashes to read them by. */
  long[] hashes() {
    synchronized (lock) {
      return index.all();
    }
  }

  /** What was written last of the peer of a hash; empty if it was removed since. */
  Optional<JournalEntry> findByHash(long keyHash) throws IOException {
    return read(keyHash);
  }

  /** Whether a confirmation of a peer would say something that the file does not. */
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

  /** Writes changes in one go: all of them, or none if it fails. */
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

  /** Whether there is so much that is out of date that {@link #compact} is worth its while. */
  boolean isCompactionDue() {
    long garbage = records - index.size();
    return garbage > FEW + (long) GARBAGE_FACTOR * index.size() && records > compactAbove;
  }

  /** Writes the file anew without what is out of date. */
  void compact() throws IOException {
    compactAbove = records + FEW; // If this fails, not again at once.
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
