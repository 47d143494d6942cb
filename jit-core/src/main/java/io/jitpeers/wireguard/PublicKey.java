package io.jitpeers.wireguard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A peer's static public key: 32 bytes on Curve25519. It is the peer's identity.
 *
 * <p>Immutable and thread-safe. Keys are ordered by their bytes as unsigned numbers. Any 32 bytes
 * are accepted, as in the kernel; {@link ResponderKey#open} refuses low-order points.
 */
public final class PublicKey implements Comparable<PublicKey> {
  /** The length of a public key in bytes. */
  public static final int LENGTH = Keys.LENGTH;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // Four longs take half the heap of a byte array. This matters because hundreds of thousands of
  // keys are kept.
  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private PublicKey(byte[] bytes, int offset) {
    a = (long) LONGS.get(bytes, offset);
    b = (long) LONGS.get(bytes, offset + 8);
    c = (long) LONGS.get(bytes, offset + 16);
    d = (long) LONGS.get(bytes, offset + 24);
  }

  /**
   * Creates a key from its bytes.
   *
   * @param bytes exactly 32 bytes; copied
   * @return the key
   * @throws IllegalArgumentException if the length is not 32
   */
  public static PublicKey ofBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a public key must be " + LENGTH + " bytes, not " + bytes.length);
    }
    return new PublicKey(bytes, 0);
  }

  /**
   * Creates a key from 32 bytes of an array.
   *
   * @param bytes the array; the key's bytes are copied
   * @param offset where the key begins
   * @return the key
   * @throws IndexOutOfBoundsException if fewer than 32 bytes follow the offset
   */
  public static PublicKey ofBytes(byte[] bytes, int offset) {
    return new PublicKey(bytes, offset);
  }

  /**
   * Parses a key in the form that wg(8) prints.
   *
   * @param text canonical base64, 44 characters
   * @return the key
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PublicKey ofBase64(String text) {
    return new PublicKey(Keys.fromBase64(text, "a public key"), 0);
  }

  /**
   * Parses a hexadecimal key.
   *
   * @param text 64 hexadecimal digits of either case
   * @return the key
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PublicKey ofHex(String text) {
    if (text.length() != 2 * LENGTH) {
      throw new IllegalArgumentException(
          "a public key must be " + 2 * LENGTH + " hexadecimal digits, not " + text.length());
    }
    return new PublicKey(HexFormat.of().parseHex(text), 0);
  }

  /**
   * Returns the hash code of the key that an array contains, without creating the key.
   *
   * @param bytes the array
   * @param offset where the key begins
   * @return the same value as {@code ofBytes(bytes, offset).hashCode()}
   * @throws IndexOutOfBoundsException if fewer than 32 bytes follow the offset
   */
  public static int hashOf(byte[] bytes, int offset) {
    return hash(
        (long) LONGS.get(bytes, offset),
        (long) LONGS.get(bytes, offset + 8),
        (long) LONGS.get(bytes, offset + 16),
        (long) LONGS.get(bytes, offset + 24));
  }

  /**
   * Returns whether an array contains this key at an offset. Allocates nothing.
   *
   * @param bytes the array
   * @param offset where the key would begin
   * @return true if the 32 bytes from the offset are this key's
   * @throws IndexOutOfBoundsException if fewer than 32 bytes follow the offset
   */
  public boolean isIn(byte[] bytes, int offset) {
    return a == (long) LONGS.get(bytes, offset)
        && b == (long) LONGS.get(bytes, offset + 8)
        && c == (long) LONGS.get(bytes, offset + 16)
        && d == (long) LONGS.get(bytes, offset + 24);
  }

  /** {@return the key's bytes, a new array of length 32} */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    writeTo(bytes, 0);
    return bytes;
  }

  /**
   * Writes the key's bytes into an array.
   *
   * @param target the array
   * @param offset where the first byte is written
   * @throws IndexOutOfBoundsException if fewer than 32 bytes follow the offset
   */
  public void writeTo(byte[] target, int offset) {
    LONGS.set(target, offset, a);
    LONGS.set(target, offset + 8, b);
    LONGS.set(target, offset + 16, c);
    LONGS.set(target, offset + 24, d);
  }

  /** {@return the key in the form that wg(8) prints, 44 characters of base64} */
  public String toBase64() {
    return Keys.toBase64(toBytes());
  }

  /** {@return the key as 64 lower-case hexadecimal digits} */
  public String toHex() {
    return HexFormat.of().formatHex(toBytes());
  }

  @Override
  public int compareTo(PublicKey other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKey key && a == key.a && b == key.b && c == key.c && d == key.d;
  }

  @Override
  public int hashCode() {
    return hash(a, b, c, d);
  }

  private static int hash(long a, long b, long c, long d) {
    return Long.hashCode(a + 31 * (b + 31 * (c + 31 * d)));
  }

  /** Returns the base64 form. A public key is no secret, and operators search logs for it. */
  @Override
  public String toString() {
    return toBase64();
  }
}
