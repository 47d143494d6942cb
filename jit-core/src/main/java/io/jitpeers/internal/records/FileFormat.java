package io.jitpeers.internal.records;

import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * The header that a record file must have. It contains the kind of the records, the version of
 * their format, and the device's public key. So a file of another device is not used by mistake.
 *
 * @param kind the kind of the records
 * @param version the version of the records' format, 1 to 65535
 * @param device the public key of the device
 */
public record FileFormat(Kind kind, int version, PublicKey device) {
  static final int HEADER_LENGTH = 64;

  /** The length in bytes of a file's random salt, which {@link #newSalt} explains. */
  public static final int SALT_LENGTH = 16;

  private static final byte[] MAGIC = "JITPEERS".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT = MAGIC.length + 2 * Short.BYTES + PublicKey.LENGTH;
  private static final int CHECKSUM = SALT + SALT_LENGTH;

  /** The kinds of records. Each kind's number is stored in the file. */
  public enum Kind {
    /** Records of installed peers. */
    PEERS(1);

    private final short number;

    Kind(int number) {
      this.number = (short) number;
    }
  }

  /**
   * Returns a random salt for a new file. The checksum of each record in the file includes the
   * salt. An outsider does not know the salt, so the outsider cannot choose bytes that look like a
   * record.
   */
  public static byte[] newSalt(RandomGenerator random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    return salt;
  }

  byte[] header(byte[] salt) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    header.put(MAGIC).putShort((short) version).putShort(kind.number).put(device.toBytes());
    header.put(salt).putInt(checksum(header.array()));
    return header.array();
  }

  /**
   * Checks the header of a file, and returns the file's random salt, which is part of the header.
   *
   * @param length the number of bytes that were read from the file into {@code header}
   * @throws UnreadableFileException if the header is not of this format
   */
  byte[] saltOf(byte[] header, int length) throws UnreadableFileException {
    ByteBuffer fields = ByteBuffer.wrap(header);
    byte[] magic = new byte[MAGIC.length];
    fields.get(magic);
    int fileVersion = Short.toUnsignedInt(fields.getShort());
    if (length < HEADER_LENGTH || !Arrays.equals(magic, MAGIC)) {
      throw new UnreadableFileException("it is not a record file");
    }
    // The version is checked first, because another version may store the checksum elsewhere.
    if (fileVersion != version) {
      throw new UnreadableFileException(
          "it has version " + fileVersion + ", but this library reads version " + version);
    }
    if (fields.getInt(CHECKSUM) != checksum(header)) {
      throw new UnreadableFileException("its header is damaged");
    }
    if (fields.getShort() != kind.number
        || !PublicKey.ofBytes(header, fields.position()).equals(device)) {
      throw new UnreadableFileException("it contains other data or belongs to another device");
    }
    return Arrays.copyOfRange(header, SALT, SALT + SALT_LENGTH);
  }

  private static int checksum(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CHECKSUM);
    return (int) crc.getValue();
  }
}
