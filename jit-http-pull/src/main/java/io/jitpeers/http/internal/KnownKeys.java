package io.jitpeers.http.internal;

import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The keys for which the control plane has returned a config. The table has a fixed size (512 KiB);
 * a newer key can replace an older one. An unknown key is mistaken for a known one with a
 * probability of 1 in 2^63. Thread-safe.
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

  /** Returns whether any key was ever added, even if the table is empty now. */
  boolean any() {
    return any;
  }

  /**
   * Returns whether a query is about a peer that the control plane knew before. That is so if this
   * table contains the key, if the query contains the validator of an earlier answer, or if the
   * query has background urgency. Background queries are about peers that are already on the
   * device.
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

  /**
   * Returns the number that stands for a key in the table. It is never zero, because zero marks an
   * empty slot.
   */
  private static long tag(ByteBuffer key) {
    return key.getLong(8) | 1;
  }
}
