package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayMark;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The marks of all keys; a mark is a key's newest accepted timestamp. This table finds the entry of
 * a key, decides which entry is replaced when the table is full, and tracks which entries changed.
 * {@link NewestTimestamps} decides what happens to the marks. Not thread-safe.
 */
final class MarkTable {
  private static final Tai64n NONE = Tai64n.of(0, 0);

  private final int capacity;
  private final TimeSource time;
  private final @Nullable ChangedEntries changes;
  private final EntryTable entries = new EntryTable();
  private final EntryIndex index = new EntryIndex(entries);
  private final RecencyList strangers = new RecencyList(entries);
  private final RecencyList protectedKeys = new RecencyList(entries);
  private final ClockExceptions exceptions;
  private KeyHashes hashes;
  private long forgotten;

  MarkTable(
      int capacity,
      int maxExceptions,
      KeyHashes hashes,
      TimeSource time,
      @Nullable ChangedEntries changes) {
    this.capacity = capacity;
    this.time = time;
    this.changes = changes;
    this.hashes = hashes;
    this.exceptions = new ClockExceptions(Math.min(capacity, maxExceptions));
  }

  EntryTable entries() {
    return entries;
  }

  /**
   * Sets the hash functions, with their secret, that were used before a restart. The table must be
   * empty, because these functions do not find entries that were added with other functions.
   */
  void hashes(KeyHashes before) {
    hashes = before;
  }

  long forgotten() {
    return forgotten;
  }

  int find(byte[] key, int hash) {
    return index.find(key, hash);
  }

  /**
   * Adds a key that has no entry, and returns the new entry. A full table forgets the key whose
   * timestamp has not advanced for the longest time. Keys that the control plane does not know
   * (strangers' keys) are forgotten before others.
   */
  int add(byte[] key, int hash) {
    int entry = entries.size() < capacity ? entries.append() : forgetOldest();
    entries.setKey(entry, key, hash);
    strangers.addNewest(entry);
    index.insert(entry);
    return entry;
  }

  private int forgetOldest() {
    RecencyList list = strangers.oldest() != RecencyList.NONE ? strangers : protectedKeys;
    int entry = list.oldest();
    list.remove(entry);
    index.remove(entry);
    if (entries.hasException(entry)) {
      exceptions.remove(entries.key(entry));
    }
    forgotten++;
    return entry;
  }

  private RecencyList listOf(int entry) {
    return entries.isProtected(entry) ? protectedKeys : strangers;
  }

  /** Moves an entry to the newest end of its recency list. */
  void used(int entry) {
    RecencyList list = listOf(entry);
    list.remove(entry);
    list.addNewest(entry);
  }

  /**
   * Marks an entry's key as known to the control plane. Returns whether the key was unknown before.
   */
  boolean protect(int entry, PublicKey key) {
    listOf(entry).remove(entry);
    protectedKeys.addNewest(entry);
    if (entries.isProtected(entry)) {
      return false;
    }
    entries.setProtected(entry);
    exceptions.protect(key);
    changed(entry);
    return true;
  }

  @Nullable ClockException exception(int entry, PublicKey key) {
    return entries.hasException(entry) ? exceptions.find(key) : null;
  }

  /**
   * If a clock exception contains a timestamp that was too far in the future, removes this
   * timestamp from the clock exception. The removed timestamp becomes the key's mark if it is newer
   * than the mark. See {@link ClockException}.
   */
  void fold(int entry, ClockException exception) {
    Tai64n ahead = exception.ahead;
    if (ahead != null && ahead.isAfter(entries.timestamp(entry))) {
      entries.setTimestamp(entry, ahead);
    }
    exception.ahead = null;
    exception.aheadIsLatest = false;
    changed(entry);
  }

  void putException(int entry, PublicKey key, ClockException exception) {
    entries.setException(entry, true);
    exceptions.put(key, entries.isProtected(entry), exception, this::displaced);
  }

  /**
   * Called after a {@linkplain ClockException clock exception} was dropped for lack of room. If it
   * contains a timestamp that was too far in the future and is newer than the key's mark, the
   * timestamp becomes the mark. The client is then locked out once its clock is set right, but an
   * attacker cannot replay the client's initiations.
   */
  private void displaced(PublicKey key, ClockException exception) {
    byte[] bytes = key.toBytes();
    int entry = index.find(bytes, (int) hashes.ofKey(bytes));
    if (entry != RecencyList.NONE) {
      fold(entry, exception);
      entries.setException(entry, false);
    }
  }

  void dropIfEmpty(int entry, PublicKey key, ClockException exception) {
    if (exception.isEmpty()) {
      exceptions.remove(key);
      entries.setException(entry, false);
    }
  }

  /** Marks an entry as different from its last written state. */
  void changed(int entry) {
    if (changes != null) {
      changes.add(entry, entries.isProtected(entry));
    }
  }

  /** Marks all entries as changed, so that all are written. */
  void allChanged() {
    for (int entry = 0; entry < entries.size(); entry++) {
      changed(entry);
    }
  }

  /**
   * Returns the timestamp that a key's next timestamp must exceed; empty if there is no such limit.
   * The result is valid for a next timestamp up to the horizon. Does not count as a use of the key.
   *
   * @param horizon the greatest value of a timestamp's seconds that is not too far in the future
   */
  Optional<Tai64n> newest(PublicKey key, long horizon) {
    byte[] bytes = key.toBytes();
    int entry = find(bytes, (int) hashes.ofKey(bytes));
    if (entry == RecencyList.NONE) {
      return Optional.empty();
    }
    ClockException exception = exception(entry, key);
    Tai64n newest = entries.timestamp(entry);
    if (exception != null && exception.isLineage()) {
      newest = exception.lineage();
    } else if (exception != null
        && exception.ahead != null
        && !NewestTimestamps.isBeyond(exception.ahead, horizon)
        && exception.ahead.isAfter(newest)) {
      newest = exception.ahead; // The next judgement folds this timestamp into the mark.
    }
    return Optional.ofNullable(newest).filter(timestamp -> !timestamp.equals(NONE));
  }

  /** Returns the current mark of an entry. */
  ReplayMark mark(int entry) {
    PublicKey key = entries.key(entry);
    ClockException exception = exception(entry, key);
    long epoch =
        entries.isEpochKnown(entry)
            ? Integer.toUnsignedLong(entries.epoch(entry))
            : ReplayMark.NO_EPOCH;
    return new ReplayMark(
        key,
        entries.timestamp(entry),
        entries.isProtected(entry),
        epoch,
        exception == null ? null : exception.copy(time));
  }

  /**
   * Restores a mark from before a restart. If the table already has a mark of the same key, only
   * the newer of the two marks is kept. If the table is full, it forgets another key to make room.
   * Keys that the control plane does not know (strangers' keys) are forgotten before others.
   *
   * @return the number of the key's entry
   */
  int restore(ReplayMark mark) {
    byte[] bytes = mark.key().toBytes();
    int hash = (int) hashes.ofKey(bytes);
    int entry = index.find(bytes, hash);
    if (entry == RecencyList.NONE) {
      entry = add(bytes, hash);
    } else if (!mark.newest().isAfter(entries.timestamp(entry))) {
      return entry;
    }
    entries.setTimestamp(entry, mark.newest());
    if (mark.known() && !entries.isProtected(entry)) {
      strangers.remove(entry);
      protectedKeys.addNewest(entry);
      entries.setProtected(entry);
      exceptions.protect(mark.key());
    }
    if (mark.epoch() != ReplayMark.NO_EPOCH) {
      entries.setEpoch(entry, (int) mark.epoch());
    }
    if (mark.clock() != null) {
      putException(entry, mark.key(), ClockException.of(mark.clock(), time));
    }
    return entry;
  }

  /**
   * Sorts the entries in the recency lists by their latest use.
   *
   * @param uses one number per entry; the higher the number, the more recent the entry's latest use
   */
  void order(long[] uses) {
    long[] order = new long[entries.size()];
    for (int entry = 0; entry < order.length; entry++) {
      order[entry] = uses[entry] * NewestTimestamps.MAX_CAPACITY + entry;
    }
    Arrays.sort(order);
    strangers.clear();
    protectedKeys.clear();
    for (long each : order) {
      int entry = (int) (each % NewestTimestamps.MAX_CAPACITY);
      listOf(entry).addNewest(entry);
    }
  }
}
