package io.jitpeers.internal.replay;

import io.jitpeers.wireguard.Tai64n;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Remembered keys and timestamps as plain numbers, 56 bytes each, in entries numbered from 0. Not
 * thread-safe.
 */
final class EntryTable {
  // Chunks of a fixed size, so that growing never copies what is there.
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;

  // The longs of an entry: four of the key, the timestamp's seconds, then two that are packed.
  private static final int KEY_LONGS = 4;
  private static final int SECONDS = 4;
  // 32 bits of nanoseconds, 31 of hash, 1 that tells whether the entry is protected.
  private static final int NANOS_HASH_FLAG = 5;
  // 32 bits of the newer, 32 of the older neighbour in the entry's recency list.
  private static final int NEWER_OLDER = 6;
  private static final int LONGS = 7;

  private static final VarHandle BYTES_AS_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private long[][] chunks = new long[1][];
  private int size;

  int size() {
    return size;
  }

  /** Adds an entry of zeros and gives its number. */
  int append() {
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[CHUNK_ENTRIES * LONGS];
    }
    return size++;
  }

  void setKey(int entry, byte[] key, int hash) {
    for (int i = 0; i < KEY_LONGS; i++) {
      set(entry, i, (long) BYTES_AS_LONGS.get(key, i * Long.BYTES));
    }
    set(entry, NANOS_HASH_FLAG, Integer.toUnsignedLong(hash) << 1 & 0xFFFF_FFFFL);
  }

  boolean hasKey(int entry, byte[] key) {
    for (int i = 0; i < KEY_LONGS; i++) {
      if (get(entry, i) != (long) BYTES_AS_LONGS.get(key, i * Long.BYTES)) {
        return false;
      }
    }
    return true;
  }

  /** The lower 31 bits of the hash that was set. */
  int hash(int entry) {
    return low(get(entry, NANOS_HASH_FLAG)) >>> 1;
  }

  boolean isProtected(int entry) {
    return (get(entry, NANOS_HASH_FLAG) & 1) != 0;
  }

  void setProtected(int entry) {
    set(entry, NANOS_HASH_FLAG, get(entry, NANOS_HASH_FLAG) | 1);
  }

  Tai64n timestamp(int entry) {
    return Tai64n.of(get(entry, SECONDS), high(get(entry, NANOS_HASH_FLAG)));
  }

  void setTimestamp(int entry, Tai64n timestamp) {
    set(entry, SECONDS, timestamp.seconds());
    set(entry, NANOS_HASH_FLAG, pack(timestamp.nanos(), low(get(entry, NANOS_HASH_FLAG))));
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
