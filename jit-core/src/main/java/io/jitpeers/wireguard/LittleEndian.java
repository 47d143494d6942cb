package io.jitpeers.wireguard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes words of four bytes in little-endian order, as BLAKE2s does. */
final class LittleEndian {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** Reads words from bytes. */
  static void read(byte[] bytes, int offset, int[] words, int index, int count) {
    for (int i = 0; i < count; i++) {
      words[index + i] = (int) INTS.get(bytes, offset + i * Integer.BYTES);
    }
  }

  /** Returns all bytes as words. The number of bytes must be a multiple of 4. */
  static int[] words(byte[] bytes) {
    int[] words = new int[bytes.length / Integer.BYTES];
    read(bytes, 0, words, 0, words.length);
    return words;
  }

  /** Writes all words as bytes. */
  static void write(int[] words, byte[] bytes) {
    for (int i = 0; i < words.length; i++) {
      INTS.set(bytes, i * Integer.BYTES, words[i]);
    }
  }
}
