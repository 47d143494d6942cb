package io.jitpeers.wireguard;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TAI64N label: the 12-byte timestamp that an initiator encrypts into its initiation (whitepaper
 * section 5.4.2). It increases with every new initiation.
 *
 * <p>Immutable and thread-safe. Labels are ordered by their bytes as unsigned numbers, as in the
 * kernel. The time comes from the initiator's wall clock, which may be wrong by any amount. Compare
 * labels of the same key only.
 */
public final class Tai64n implements Comparable<Tai64n> {
  /** The length of a label in bytes. */
  public static final int LENGTH = 12;

  /**
   * The number of seconds in the label that WireGuard writes for the Unix epoch: 2^62 + 10.
   * WireGuard adds this constant to every Unix time and ignores leap seconds (Linux {@code
   * drivers/net/wireguard/noise.c}, {@code tai64n_now}).
   */
  private static final long UNIX_EPOCH = 0x400000000000000AL;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final long seconds;
  private final int nanos;

  private Tai64n(long seconds, int nanos) {
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /**
   * Creates a label from its two parts.
   *
   * @param seconds the first 8 bytes, big endian, unsigned
   * @param nanos the last 4 bytes, big endian, unsigned; any value
   * @return the label
   */
  public static Tai64n of(long seconds, int nanos) {
    return new Tai64n(seconds, nanos);
  }

  /**
   * Creates the label that WireGuard writes at a wall-clock time. Kernel clients round the
   * nanoseconds down to steps of about 16.8 ms; this method does not.
   *
   * @param time the wall-clock time
   * @return the label
   */
  public static Tai64n of(Instant time) {
    return new Tai64n(UNIX_EPOCH + time.getEpochSecond(), time.getNano());
  }

  /**
   * Reads a label from an array.
   *
   * @param bytes the array
   * @param offset where the label begins
   * @return the label
   * @throws IndexOutOfBoundsException if fewer than 12 bytes follow the offset
   */
  public static Tai64n ofBytes(byte[] bytes, int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH);
    return new Tai64n(buffer.getLong(), buffer.getInt());
  }

  /** {@return the first 8 bytes, TAI seconds plus 2^62, unsigned} */
  public long seconds() {
    return seconds;
  }

  /** {@return the nanoseconds: the last 4 bytes, to be read as an unsigned number} */
  public int nanos() {
    return nanos;
  }

  /**
   * Returns the wall-clock time at which WireGuard writes this label. An initiator may write any 12
   * bytes, so a label may stand for no time.
   *
   * @return the time; empty if the nanoseconds are a billion or more, or if no {@link Instant} can
   *     represent the time
   */
  public Optional<Instant> toInstant() {
    long since = seconds - UNIX_EPOCH;
    boolean holds =
        nanos >= 0
            && nanos < NANOS_PER_SECOND
            && seconds >= 0
            && since >= Instant.MIN.getEpochSecond()
            && since <= Instant.MAX.getEpochSecond();
    return holds ? Optional.of(Instant.ofEpochSecond(since, nanos)) : Optional.empty();
  }

  /** {@return the 12 bytes of the label, unencrypted, in a new array} */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH).putLong(seconds).putInt(nanos).array();
  }

  /**
   * Returns whether this label is newer than another label. An initiation with a newer label is not
   * a replay of the initiation with the other label.
   *
   * @param other a label of the same key
   * @return true if this label is greater
   */
  public boolean isAfter(Tai64n other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Tai64n other) {
    int order = Long.compareUnsigned(seconds, other.seconds);
    return order != 0 ? order : Integer.compareUnsigned(nanos, other.nanos);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tai64n label && seconds == label.seconds && nanos == label.nanos;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(seconds) + nanos;
  }

  /**
   * Returns the label as 24 lower-case hexadecimal digits, the form used in captures and fixtures.
   */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toBytes());
  }
}
