package io.jitpeers.netlink.internal.wireguard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Spoils datagrams: bits, bytes, lengths, what is where, and how much of it there is. */
final class Mutator {
  private static final int[] ODD_SHORTS = {
    0, 1, 3, 4, 5, 8, 0x24, 0x3FFF, 0x7FFF, 0x8000, 0x8001, 0xFFFE, 0xFFFF
  };
  private static final int[] ODD_INTS = {
    0,
    1,
    2,
    3,
    4,
    15,
    16,
    17,
    20,
    -1,
    -12,
    -4096,
    0x7FFF,
    0xFFFF,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE - 3,
    Integer.MIN_VALUE
  };

  private final SplittableRandom random;
  private final List<byte[]> others;

  /**
   * Makes a mutator.
   *
   * @param others datagrams to take pieces from
   */
  Mutator(SplittableRandom random, List<byte[]> others) {
    this.random = random;
    this.others = others;
  }

  /** Loses, repeats or reorders whole datagrams, now and then. */
  List<byte[]> conversation(List<byte[]> datagrams) {
    List<byte[]> spoilt = new ArrayList<>(datagrams);
    switch (random.nextInt(12)) {
      case 0 -> spoilt.remove(random.nextInt(spoilt.size()));
      case 1 -> spoilt.add(random.nextInt(spoilt.size()), pick(spoilt));
      case 2 -> spoilt.add(random.nextInt(spoilt.size() + 1), pick(others));
      case 3 -> {
        byte[] moved = spoilt.remove(random.nextInt(spoilt.size()));
        spoilt.add(random.nextInt(spoilt.size() + 1), moved);
      }
      default -> {
        // Left as it is.
      }
    }
    return spoilt;
  }

  /** Spoils one datagram a few times. */
  byte[] datagram(byte[] datagram) {
    byte[] spoilt = datagram.clone();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      spoilt = once(spoilt);
    }
    return spoilt;
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length < 8) {
      return pick(others).clone();
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int word = random.nextInt(bytes.length / 4) * 4;
    switch (random.nextInt(11)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 2, 3 -> numbers.putShort(word, (short) odd(ODD_SHORTS, bytes.length - word));
      case 4 -> numbers.putShort(word + 2, (short) random.nextInt(12));
      case 5 -> numbers.putInt(word, odd(ODD_INTS, bytes.length - word));
      case 6 -> numbers.putInt(word, numbers.getInt(random.nextInt(bytes.length / 4) * 4));
      case 7 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 8 -> {
        return Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 64));
      }
      case 9 -> {
        return splice(bytes, word, Math.min(bytes.length, word + random.nextInt(64)));
      }
      default -> {
        return splice(bytes, word, word);
      }
    }
    return bytes;
  }

  /** Replaces some bytes by some of another datagram. */
  private byte[] splice(byte[] bytes, int from, int to) {
    byte[] other = pick(others);
    int start = random.nextInt(other.length / 4) * 4;
    int length = random.nextInt(Math.min(256, other.length - start) + 1);
    ByteBuffer spliced = ByteBuffer.allocate(bytes.length - (to - from) + length);
    return spliced
        .put(bytes, 0, from)
        .put(other, start, length)
        .put(bytes, to, bytes.length - to)
        .array();
  }

  private int odd(int[] numbers, int left) {
    int index = random.nextInt(numbers.length + 3);
    return index < numbers.length ? numbers[index] : left + index - numbers.length - 1;
  }

  private byte[] pick(List<byte[]> from) {
    return from.get(random.nextInt(from.size()));
  }
}
