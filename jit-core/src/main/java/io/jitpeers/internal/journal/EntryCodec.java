package io.jitpeers.internal.journal;

import io.jitpeers.wireguard.PublicKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the records of a journal. A record either contains a peer's whole entry or
 * says that the peer was removed. The newest record of a peer counts. Immutable and thread-safe.
 */
final class EntryCodec {
  /**
   * The version of the record format. It increases with each change that an older library would
   * misread.
   */
  static final int VERSION = 1;

  private static final byte INSTALLED = 1;
  private static final byte REMOVED = 2;
  private static final int KEY = 1;
  private static final int FIXED = KEY + PublicKey.LENGTH + ConfigDigests.LENGTH + 2 + Long.BYTES;
  private static final byte HAS_EXPIRY = 1;
  private static final byte HAS_VALIDATOR = 2;

  private final ConfigDigests digester;

  EntryCodec(ConfigDigests digester) {
    this.digester = digester;
  }

  static byte[] removed(PublicKey key) {
    return ByteBuffer.allocate(KEY + PublicKey.LENGTH).put(REMOVED).put(key.toBytes()).array();
  }

  static byte[] installed(JournalEntry entry) {
    Long expiry = entry.expirySeconds();
    byte[] validator =
        entry.validator().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    int length =
        FIXED + (expiry == null ? 0 : Long.BYTES) + (validator == null ? 0 : validator.length);
    ByteBuffer record = ByteBuffer.allocate(length);
    record.put(INSTALLED).put(entry.key().toBytes()).put(entry.digests());
    record.put(
        (byte) ((expiry == null ? 0 : HAS_EXPIRY) | (validator == null ? 0 : HAS_VALIDATOR)));
    record.put((byte) 0); // Reserved for flags.
    record.putLong(entry.confirmedSeconds());
    if (expiry != null) {
      record.putLong(expiry);
    }
    if (validator != null) {
      record.put(validator);
    }
    return record.array();
  }

  /**
   * Returns the key of the peer that a record is about; null if the bytes are not a journal record.
   */
  static @Nullable PublicKey keyOf(byte[] record) {
    if (record.length < KEY + PublicKey.LENGTH) {
      return null;
    }
    boolean known = record[0] == INSTALLED ? record.length >= FIXED : record[0] == REMOVED;
    return known ? PublicKey.ofBytes(record, KEY) : null;
  }

  /**
   * Returns the entry in a record; empty if the peer was removed or the record is not a journal
   * record.
   */
  Optional<JournalEntry> entryOf(byte[] record) {
    PublicKey key = keyOf(record);
    if (key == null || record[0] == REMOVED) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(record).position(KEY + PublicKey.LENGTH);
    try {
      byte[] digests = new byte[ConfigDigests.LENGTH];
      fields.get(digests);
      byte flags = fields.get();
      fields.get();
      long confirmedAt = fields.getLong();
      Long expiry = (flags & HAS_EXPIRY) == 0 ? null : fields.getLong();
      String validator =
          (flags & HAS_VALIDATOR) == 0 ? null : StandardCharsets.UTF_8.decode(fields).toString();
      return Optional.of(new JournalEntry(key, digester, digests, expiry, validator, confirmedAt));
    } catch (BufferUnderflowException e) {
      return Optional.empty(); // Too short, though its checksum is valid.
    }
  }
}
