package io.jitpeers.internal.replay;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A table of keys and their timestamps, stored as plain numbers. Entries are numbered from 0 and
 * take 56 bytes each. If the control plane uses epochs, an entry takes another 4 bytes. An epoch is
 * a number that the control plane gives for a key; when it increases, the key's timestamps are
 * reset. Not thread-safe.
 */
final class EntryTable {
  // Chunks of a fixed size, so growing never copies existing entries.
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;

  // An entry has seven longs: four for the key, one for the timestamp's seconds, and two that pack
  // several fields each.
  private static final int KEY_LONGS = 4;
  private static final int SECONDS = 4;
  // 32 bits of nanoseconds, 29 bits of hash, 3 flags.
  private static final int NANOS_HASH_FLAGS = 5;
  // 32 bits each for the newer and the older neighbour in the entry's recency list.
  private static final int NEWER_OLDER = 6;
  private static final int LONGS = 7;

  private static final int FLAG_BITS = 3;

  /** The number of lower bits of a hash that are kept. */
  static final int HASH_BITS = Integer.SIZE - FLAG_BITS;

  private static final int PROTECTED = 1;
  private static final int EXCEPTION = 1 << 1;
  private static final int EPOCH_KNOWN = 1 << 2;

  private static final VarHandle BYTES_AS_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long[][] chunks = new long[1][];
  // Parallel to the chunks; an element is null if all epochs of its chunk are 0. All epochs are 0
  // unless the control plane uses epochs.
  private int[][] epochs = new int[1][];
  private int size;

  int size() {
    return size;
  }

  /** Appends an entry of zeros and returns its number. */
  int append() {
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
      epochs = Arrays.copyOf(epochs, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[CHUNK_ENTRIES * LONGS];
    }
    return size++;
  }

  /** Sets an entry's key, and clears its timestamp and flags. */
  void setKey(int entry, byte[] key, int hash) {
    for (int i = 0; i < KEY_LONGS; i++) {
      set(entry, i, (long) BYTES_AS_LONGS.get(key, i * Long.BYTES));
    }
    set(entry, SECONDS, 0);
    set(entry, NANOS_HASH_FLAGS, Integer.toUnsignedLong(hash << FLAG_BITS));
    if (epochs[entry >>> CHUNK_BITS] != null) {
      epochs[entry >>> CHUNK_BITS][entry & CHUNK_ENTRIES - 1] = 0;
    }
  }

  boolean hasKey(int entry, byte[] key) {
    for (int i = 0; i < KEY_LONGS; i++) {
      if (get(entry, i) != (long) BYTES_AS_LONGS.get(key, i * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  PublicKey key(int entry) {
    byte[] key = new byte[PublicKey.LENGTH];
    for (int i = 0; i < KEY_LONGS; i++) {
      BYTES_AS_LONGS.set(key, i * Long.BYTES, get(entry, i));
    }
    return PublicKey.ofBytes(key);
  }

  /** Returns the lower 29 bits of the hash of an entry's key. */
  int hash(int entry) {
    return low(get(entry, NANOS_HASH_FLAGS)) >>> FLAG_BITS;
  }

  /**
   * Returns whether the entry's key is protected. A key is protected if the control plane knows it.
   * When there is no room, protected keys are forgotten only after all other keys.
   */
  boolean isProtected(int entry) {
    return has(entry, PROTECTED);
  }

  void setProtected(int entry) {
    set(entry, NANOS_HASH_FLAGS, get(entry, NANOS_HASH_FLAGS) | PROTECTED);
  }

  /** Returns whether the key has a {@link ClockException}: its client has or had a wrong clock. */
  boolean hasException(int entry) {
    return has(entry, EXCEPTION);
  }

  void setException(int entry, boolean exception) {
    long others = get(entry, NANOS_HASH_FLAGS) & ~(long) EXCEPTION;
    set(entry, NANOS_HASH_FLAGS, exception ? others | EXCEPTION : others);
  }

  /** Returns whether the key's epoch was set. */
  boolean isEpochKnown(int entry) {
    return has(entry, EPOCH_KNOWN);
  }

  /** Returns the key's epoch, 32 bits unsigned; 0 if it was not set. */
  int epoch(int entry) {
    int[] chunk = epochs[entry >>> CHUNK_BITS];
    return chunk == null ? 0 : chunk[entry & CHUNK_ENTRIES - 1];
  }

  void setEpoch(int entry, int epoch) {
    set(entry, NANOS_HASH_FLAGS, get(entry, NANOS_HASH_FLAGS) | EPOCH_KNOWN);
    int chunk = entry >>> CHUNK_BITS;
    if (epochs[chunk] == null && epoch != 0) {
      epochs[chunk] = new int[CHUNK_ENTRIES];
    }
    if (epochs[chunk] != null) {
      epochs[chunk][entry & CHUNK_ENTRIES - 1] = epoch;
    }
  }

  private boolean has(int entry, int flag) {
    return (get(entry, NANOS_HASH_FLAGS) & flag) != 0;
  }

  Tai64n timestamp(int entry) {
    return Tai64n.of(get(entry, SECONDS), high(get(entry, NANOS_HASH_FLAGS)));
  }

  void setTimestamp(int entry, Tai64n timestamp) {
    set(entry, SECONDS, timestamp.seconds());
    set(entry, NANOS_HASH_FLAGS, pack(timestamp.nanos(), low(get(entry, NANOS_HASH_FLAGS))));
  }

  int newer(int entry) {
    return high(get(entry, NEWER_OLDER));
  }

  int older(int entry) {
    return low(get(entry, NEWER_OLDER));
  }

  void setNeighbours(int entry, int newer, int older) {
    set(entry, NEWER_OLDER, pack(newer, older));
  }

  private long get(int entry, int field) {
    return chunks[entry >>> CHUNK_BITS][(entry & CHUNK_ENTRIES - 1) * LONGS + field];
  }

  private void set(int entry, int field, long value) {
    chunks[entry >>> CHUNK_BITS][(entry & CHUNK_ENTRIES - 1) * LONGS + field] = value;
  }

  private static long pack(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  private static int high(long packed) {
    return (int) (packed >>> Integer.SIZE);
  }

  private static int low(long packed) {
    return (int) packed;
  }
}
