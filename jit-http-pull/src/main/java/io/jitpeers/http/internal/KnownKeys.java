package io.jitpeers.http.internal;

import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which keys the control plane has answered with a config, as far as is remembered: a table of
 * fixed size (512 KiB), where a newer key takes the place of an older one. A stranger passes for a
 * known key by chance once in 2^63 tries. Thread-safe.
 */
final class KnownKeys {
  private static final int SLOTS = 1 << 16;

  private final AtomicLongArray tags = new AtomicLongArray(SLOTS);
  private volatile boolean any;

  void add(PublicKey key) {
    ByteBuffer bytes = ByteBuffer.wrap(key.toBytes());
    tags.set(slot(bytes), tag(bytes));
    any = true;
  }

  void remove(PublicKey key) {
    ByteBuffer bytes = ByteBuffer.wrap(key.toBytes());
    tags.compareAndSet(slot(bytes), tag(bytes), 0);
  }

  /** Whether any key is known. */
  boolean any() {
    return any;
  }

  /**
   * Whether a query is about a peer that the control plane knew before: its answer is remembered
   * here or by the caller, or it is on the device already, which is what is asked about without
   * hurry.
   */
  boolean knows(PeerQuery query) {
    if (query.validator().isPresent() || query.urgency() == Urgency.BACKGROUND) {
      return true;
    }
    ByteBuffer bytes = ByteBuffer.wrap(query.key().toBytes());
    return tags.get(slot(bytes)) == tag(bytes);
  }

  private static int slot(ByteBuffer key) {
    return key.getInt(0) & (SLOTS - 1);
  }

  /** Zero is an empty slot. */
  private static long tag(ByteBuffer key) {
    return key.getLong(8) | 1;
  }
}
