package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of the resident peers' records, by key. Each record has a field for the next record
 * of its bucket, so a peer needs no entry object. While peers are only added, a large table takes 4
 * to 8 bytes per peer in addition to two fields in the peer's record: the hash and the next record.
 * When the table doubles, it briefly takes 4 more bytes per peer, and relinks all records. The
 * table never shrinks, except by {@link #clear}. Therefore it takes more bytes per peer after peers
 * have been removed.
 *
 * <p>Guarded by the hot set's lock. Callers need not hold the lock for {@link #size}, which needs
 * no lock, and for {@link #forEach}, which takes the lock itself.
 */
final class ResidentTable {
  private static final int LEAST_BITS = 4;
  private static final int MOST_BITS = 30;
  private static final int MOST_SKIPPED = 1024;
  private static final long HASHES = 1L << Integer.SIZE;

  private final Object lock;
  private final long seed;
  // A record is in the bucket whose number is the first bits of its hash. So the order of the
  // records by buckets stays the same when the table doubles.
  private @Nullable ResidentRecord[] buckets = new ResidentRecord[1 << LEAST_BITS];
  private int shift = Integer.SIZE - LEAST_BITS;
  private volatile int size;

  /**
   * Creates an empty table.
   *
   * @param lock the hot set's lock
   * @param seed a number that determines which keys share a bucket. Keys with the same hash code
   *     share a bucket whatever the seed is. However, an attacker has to try about four billion
   *     keys to find one with a given hash code
   */
  ResidentTable(Object lock, long seed) {
    this.lock = lock;
    this.seed = seed;
  }

  int size() {
    return size;
  }

  boolean contains(PublicKey key) {
    return get(key) != null;
  }

  @Nullable ResidentRecord get(PublicKey key) {
    int hash = hash(key);
    ResidentRecord peer = buckets[hash >>> shift];
    while (peer != null && (peer.hash != hash || !peer.key.equals(key))) {
      peer = peer.next;
    }
    return peer;
  }

  /** Returns the record of a listed peer; null if there is none. Creates no key object. */
  @Nullable ResidentRecord get(ListedPeer listed) {
    int hash = hash(listed.keyHash());
    ResidentRecord peer = buckets[hash >>> shift];
    while (peer != null && (peer.hash != hash || !listed.hasKey(peer.key))) {
      peer = peer.next;
    }
    return peer;
  }

  /** Adds a record whose key is not in the table. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only holders of the lock write.
  void add(ResidentRecord peer) {
    if (size == buckets.length && shift > Integer.SIZE - MOST_BITS) {
      doubleBuckets();
    }
    peer.hash = hash(peer.key);
    link(peer);
    size++;
  }

  private void link(ResidentRecord peer) {
    int bucket = peer.hash >>> shift;
    peer.next = buckets[bucket];
    buckets[bucket] = peer;
  }

  private void doubleBuckets() {
    @Nullable ResidentRecord[] old = buckets;
    buckets = new ResidentRecord[2 * old.length];
    shift--;
    for (ResidentRecord first : old) {
      ResidentRecord peer = first;
      while (peer != null) {
        ResidentRecord next = peer.next;
        link(peer);
        peer = next;
      }
    }
  }

  /** Removes the record of a key and returns it; null if there is none. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only holders of the lock write.
  @Nullable ResidentRecord remove(PublicKey key) {
    ResidentRecord peer = get(key);
    if (peer == null) {
      return null;
    }
    int bucket = peer.hash >>> shift;
    ResidentRecord before = buckets[bucket];
    if (before == peer) {
      buckets[bucket] = peer.next;
    } else {
      while (before != null && before.next != peer) {
        before = before.next;
      }
      if (before != null) {
        before.next = peer.next;
      }
    }
    peer.next = null;
    size--;
    return peer;
  }

  void clear() {
    buckets = new ResidentRecord[1 << LEAST_BITS];
    shift = Integer.SIZE - LEAST_BITS;
    size = 0;
  }

  /**
   * Calls an action for each record, under the hot set's lock. Releases the lock after every few
   * records, so that no other thread waits long for it.
   *
   * @param action may remove the record that it receives, but no other record
   */
  void forEach(Consumer<ResidentRecord> action) {
    Walk walk = walk();
    boolean more = true;
    while (more) {
      synchronized (lock) {
        more = walk.next(action);
      }
    }
  }

  Walk walk() {
    return new Walk();
  }

  /**
   * A walk over the records. A record that is in the table during the whole walk is visited exactly
   * once, even if the table doubles meanwhile.
   */
  final class Walk {
    // All records with smaller hashes have been visited.
    private long from;

    /**
     * Visits the records of one bucket. First skips empty buckets, at most {@link #MOST_SKIPPED}.
     * Returns whether there are more buckets.
     */
    boolean next(Consumer<ResidentRecord> action) {
      int bucket = (int) (from >>> shift);
      int last = Math.min(bucket + MOST_SKIPPED, buckets.length - 1);
      while (bucket < last && buckets[bucket] == null) {
        bucket++;
      }
      long end = (bucket + 1L) << shift;
      ResidentRecord peer = buckets[bucket];
      while (peer != null) {
        ResidentRecord next = peer.next;
        // Only after a clear() can a bucket contain smaller hashes.
        if (Integer.toUnsignedLong(peer.hash) >= from) {
          action.accept(peer);
        }
        peer = next;
      }
      from = end;
      return from < HASHES;
    }
  }

  private int hash(PublicKey key) {
    return hash(key.hashCode());
  }

  private int hash(int keyHash) {
    return (int) (SourceHash.mix(keyHash + seed) >>> Integer.SIZE);
  }
}
