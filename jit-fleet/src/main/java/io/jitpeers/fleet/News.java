package io.jitpeers.fleet;

import io.jitpeers.spi.FleetListener;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An announcement to all gateways, as an entry of the {@linkplain NewsStream stream}. Immutable and
 * thread-safe.
 *
 * @param kind what the announcement is about
 * @param key the peer; null if the announcement is about all peers
 * @param sender 16 bytes that identify the sending gateway; zeros in a revocation, which the sender
 *     handles too
 */
@SuppressWarnings("ArrayRecordComponent") // No code compares the records.
record News(Kind kind, @Nullable PublicKey key, byte[] sender) {
  private static final String KIND = "kind";
  private static final String KEY = "key";
  private static final String SENDER = "from";

  /** The kinds of announcements. */
  enum Kind {
    CHANGED("changed"),
    MISSED("missed"),
    REVOKED("revoked");

    private final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the names and values of the entry's fields, alternately. */
  Object[] fields() {
    List<byte[]> fields = new ArrayList<>();
    fields.addAll(List.of(bytes(KIND), bytes(kind.label), bytes(SENDER), sender));
    if (key != null) {
      fields.addAll(List.of(bytes(KEY), key.toBytes()));
    }
    return fields.toArray();
  }

  /**
   * Parses an entry of the stream. Returns null if the entry is not an announcement that this
   * version of the library knows.
   */
  static @Nullable News of(StreamMessage<byte[], byte[]> entry) {
    Map<String, byte[]> fields = new HashMap<>();
    entry
        .getBody()
        .forEach((name, value) -> fields.put(new String(name, StandardCharsets.US_ASCII), value));
    byte[] label = fields.get(KIND);
    byte[] sender = fields.get(SENDER);
    byte[] key = fields.get(KEY);
    if (label == null || sender == null || (key != null && key.length != PublicKey.LENGTH)) {
      return null;
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> Arrays.equals(bytes(kind.label), label))
        .filter(kind -> key != null || kind == Kind.MISSED)
        .findFirst()
        .map(kind -> new News(kind, key == null ? null : PublicKey.ofBytes(key), sender))
        .orElse(null);
  }

  boolean isFrom(byte[] someone) {
    return Arrays.equals(sender, someone);
  }

  /** Passes the announcement to a listener. */
  void deliverTo(FleetListener listener) {
    PublicKey peer = key;
    if (peer == null) {
      listener.missed();
    } else if (kind == Kind.REVOKED) {
      listener.revoked(peer);
    } else {
      listener.changed(peer);
    }
  }
}
