package io.jitpeers.internal.replay;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.random.RandomGenerator;

/**
 * Remembers the newest timestamp of each initiator, also of those whose peers are gone.
 *
 * <p>The kernel keeps the newest timestamp inside the peer, so evicting a peer erases it, and a
 * recorded initiation would bring the peer back and move its endpoint to whoever sent the
 * recording.
 *
 * <p>Bounded. When it is full, it forgets the key that has not advanced for longest by our own
 * order of events, never by the timestamps, which are made of the clients' clocks. Keys that were
 * never {@linkplain #protect protected} go first: anyone can make new key pairs and prove them, so
 * without that a stranger could push out the clients' timestamps.
 *
 * <p>Thread-safe. It takes about 65 bytes of heap for a remembered key, and grows with their
 * number.
 */
public final class NewestTimestamps {
  /** The greatest capacity: what the index can address in one array. */
  public static final int MAX_CAPACITY = 1 << 28;

  private final int capacity;
  // Keys are chosen by strangers, who must not be able to make them collide.
  private final HashFunction hashFunction;
  private final EntryTable entries = new EntryTable();
  private final EntryIndex index = new EntryIndex(entries);
  private final RecencyList strangers = new RecencyList(entries);
  private final RecencyList protectedKeys = new RecencyList(entries);
  private long forgotten;

  /**
   * Creates an empty memory.
   *
   * @param capacity the most keys to remember, 1 to {@link #MAX_CAPACITY}
   * @param random seeds the hash of keys
   */
  public NewestTimestamps(int capacity, RandomGenerator random) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "the replay memory's capacity must be 1 to " + MAX_CAPACITY + ", not " + capacity);
    }
    this.capacity = capacity;
    this.hashFunction = Hashing.sipHash24(random.nextLong(), random.nextLong());
  }

  /**
   * Uses a timestamp up.
   *
   * @param key an initiator that proved itself
   * @param timestamp the timestamp it proved itself with
   * @return true if it is newer than all that are remembered of the key, and is remembered now;
   *     false if it is a replay
   */
  public boolean advance(PublicKey key, Tai64n timestamp) {
    byte[] bytes = key.toBytes();
    int hash = hash(bytes);
    synchronized (this) {
      int entry = index.find(bytes, hash);
      if (entry == RecencyList.NONE) {
        entry = add(bytes, hash);
      } else if (timestamp.isAfter(entries.timestamp(entry))) {
        RecencyList list = listOf(entry);
        list.remove(entry);
        list.addNewest(entry);
      } else {
        return false;
      }
      entries.setTimestamp(entry, timestamp);
      return true;
    }
  }

  private int add(byte[] key, int hash) {
    int entry = entries.size() < capacity ? entries.append() : forgetOldest();
    entries.setKey(entry, key, hash);
    strangers.addNewest(entry);
    index.insert(entry);
    return entry;
  }

  private int forgetOldest() {
    RecencyList list = strangers.oldest() != RecencyList.NONE ? strangers : protectedKeys;
    int entry = list.oldest();
    list.remove(entry);
    index.remove(entry);
    forgotten++;
    return entry;
  }

  private RecencyList listOf(int entry) {
    return entries.isProtected(entry) ? protectedKeys : strangers;
  }

  /**
   * Marks a key as one that the control plane knows, so that it outlasts all keys of strangers.
   * Does nothing if the key is not remembered.
   *
   * @param key the initiator
   */
  public void protect(PublicKey key) {
    byte[] bytes = key.toBytes();
    int hash = hash(bytes);
    synchronized (this) {
      int entry = index.find(bytes, hash);
      if (entry != RecencyList.NONE) {
        listOf(entry).remove(entry);
        protectedKeys.addNewest(entry);
        entries.setProtected(entry);
      }
    }
  }

  /** How many keys are remembered. */
  public synchronized int size() {
    return entries.size();
  }

  /** How many keys were forgotten to make room. Only grows. */
  public synchronized long forgotten() {
    return forgotten;
  }

  /** The most keys that are remembered. */
  public int capacity() {
    return capacity;
  }

  private int hash(byte[] key) {
    return hashFunction.hashBytes(key).asInt();
  }
}
