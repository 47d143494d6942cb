package io.jitpeers.internal.records;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame of a record in a file: a mark of two fixed bytes, the record's length, a CRC-32C, and
 * the record's bytes. After a damaged part of the file, reading continues at the next mark. An
 * outsider may choose some of a record's bytes, but cannot make them look like a frame, because the
 * checksum includes the file's random salt. Not thread-safe.
 */
final class Frame {
  /** The number of bytes in a frame before the record's bytes. */
  static final int OVERHEAD = 8;

  private static final short MARK = (short) 0xA74A;

  private final byte[] salt;
  private final CRC32C crc = new CRC32C();

  Frame(byte[] salt) {
    this.salt = salt;
  }

  /** Writes a framed record to a buffer. */
  void put(ByteBuffer target, byte[] record) {
    target.putShort(MARK).putShort((short) record.length);
    target.putInt(checksum(record, 0, record.length)).put(record);
  }

  /**
   * Returns the length of the record whose frame begins at an index; -1 if no complete and
   * undamaged frame begins there.
   *
   * @param end the end of the valid bytes in the array
   */
  int lengthAt(byte[] bytes, int at, int end) {
    if (end - at < OVERHEAD || short16(bytes, at) != MARK) {
      return -1;
    }
    int length = Short.toUnsignedInt(short16(bytes, at + 2));
    if (length > RecordFile.MAX_LENGTH || end - at < OVERHEAD + length) {
      return -1;
    }
    int stored = short16(bytes, at + 4) << 16 | Short.toUnsignedInt(short16(bytes, at + 6));
    return stored == checksum(bytes, at + OVERHEAD, length) ? length : -1;
  }

  private static short short16(byte[] bytes, int at) {
    return (short) (bytes[at] << 8 | (bytes[at + 1] & 0xFF));
  }

  private int checksum(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(salt, 0, salt.length);
    crc.update(length);
    crc.update(length >>> 8);
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
