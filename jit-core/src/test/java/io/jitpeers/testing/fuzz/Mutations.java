package io.jitpeers.testing.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Mutates bytes: flips bits, changes numbers and lengths, and inserts, repeats, replaces or removes
 * parts.
 */
final class Mutations {
  private static final int[] ODD = {
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    15,
    16,
    17,
    20,
    31,
    32,
    127,
    128,
    255,
    256,
    0x7FFF,
    0x8000,
    0xFFFF,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -1,
    -2,
    -4,
    -12
  };
  private static final int LONGEST_PIECE = 64;

  private final SplittableRandom random;
  private final List<byte[]> words;
  private final int longest;

  Mutations(SplittableRandom random, List<byte[]> words, int longest) {
    this.random = random;
    this.words = words;
    this.longest = longest;
  }

  /** Mutates an input one to four times, using parts of other inputs. */
  byte[] spoil(byte[] input, List<byte[]> others) {
    byte[] spoilt = input.clone();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      spoilt = once(spoilt, others.get(random.nextInt(others.size())));
    }
    return spoilt.length > longest ? Arrays.copyOf(spoilt, longest) : spoilt;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(bytes.length);
    int end = at + random.nextInt(Math.min(LONGEST_PIECE, bytes.length - at) + 1);
    switch (random.nextInt(words.isEmpty() ? 10 : 12)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2, 3 -> number(bytes, random.nextBoolean() ? at : at & -4);
      case 4 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 5 -> {
        return replaced(bytes, at, end, new byte[0]);
      }
      case 6 -> {
        return replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      }
      case 7 -> {
        return replaced(bytes, at, end, piece(other));
      }
      case 8 -> {
        return replaced(bytes, at, at, piece(other));
      }
      case 9 -> {
        // The beginning of one input and the end of another.
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replaced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
      }
      case 10 -> {
        return replaced(bytes, at, at, word());
      }
      default -> {
        return replaced(bytes, at, end, word());
      }
    }
    return bytes;
  }

  private byte[] word() {
    return words.get(random.nextInt(words.size()));
  }

  private byte[] piece(byte[] other) {
    if (other.length == 0) {
      return other;
    }
    int from = random.nextInt(other.length);
    int length = random.nextInt(Math.min(LONGEST_PIECE, other.length - from) + 1);
    return Arrays.copyOfRange(other, from, from + length);
  }

  /**
   * Writes a number that is unusual as a length: a limit of its type, or about the remaining
   * length.
   */
  private void number(byte[] bytes, int at) {
    int left = bytes.length - at;
    int number =
        random.nextInt(3) == 0 ? left + random.nextInt(-9, 10) : ODD[random.nextInt(ODD.length)];
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    if (random.nextBoolean()) {
      numbers.order(ByteOrder.LITTLE_ENDIAN);
    }
    int size = random.nextInt(3);
    if (size == 2 && left >= Integer.BYTES) {
      numbers.putInt(at, number);
    } else if (size >= 1 && left >= Short.BYTES) {
      numbers.putShort(at, (short) number);
    } else {
      bytes[at] = (byte) number;
    }
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    return ByteBuffer.allocate(bytes.length - (to - from) + by.length)
        .put(bytes, 0, from)
        .put(by)
        .put(bytes, to, bytes.length - to)
        .array();
  }
}
