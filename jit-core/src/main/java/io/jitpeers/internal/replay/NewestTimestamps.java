package io.jitpeers.internal.replay;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest timestamp of each initiator (its mark), even after its peer was removed.
 *
 * <p>The kernel keeps the newest timestamp inside the peer, so evicting a peer erases it. Without
 * this memory, a recorded initiation would bring the peer back and move its endpoint to the sender
 * of the recording.
 *
 * <p><b>What is accepted.</b> Let M be a key's mark. A timestamp is <em>ahead</em> if it is further
 * ahead of this gateway's wall clock than {@link ReplayOptions#maxAhead}.
 *
 * <ul>
 *   <li>A timestamp that is not ahead is accepted if it is newer than M. It becomes M.
 *   <li>A timestamp that is ahead is accepted if it is newer than M and newer than A, the newest
 *       accepted timestamp that was ahead. It becomes A and leaves M unchanged, so the client is
 *       accepted as soon as its clock is right. Recordings are refused: they are no newer than A or
 *       M.
 *   <li>A stops being ahead when enough time has passed or when this gateway's clock is corrected.
 *       At that moment, or when there is no room for A, the newer of M and A becomes M. So
 *       recordings of the initiations that led to A are still refused afterwards.
 *   <li>{@link #forget} keeps M but begins a new lineage, a series of timestamps that are accepted
 *       although they are older than M. The first may have any value. Each further one must be
 *       newer than the previous one, but by no more than ten minutes plus the time since the
 *       previous one was accepted. A timestamp is still refused if {@link SeenTimestamps} remembers
 *       an accepted initiation with this timestamp. A lineage ends when the rules above accept a
 *       timestamp.
 * </ul>
 *
 * <p><b>Remaining risks.</b> A recording is accepted as the first initiation of a lineage if it
 * arrives before the client's own initiation and if the recorded initiation is not remembered. It
 * is not remembered if this gateway never accepted it or has forgotten it. The initiations of keys
 * that are not {@linkplain #protect protected} are remembered apart from the others, in a set that
 * is a quarter as large and is lost at a restart. A mark that was set while this gateway's clock
 * was ahead locks the client out until the mark's time or {@link #forget}. A clock exception (A, or
 * a lineage) takes 200 bytes, and there are at most {@value #MAX_EXCEPTIONS} of them. A lineage
 * ends if its exception is dropped.
 *
 * <p>Bounded. A full memory forgets the key for which it has accepted no timestamp for the longest
 * time. This order ignores the timestamps' values, because clients' clocks may be wrong. Keys that
 * were never {@linkplain #protect protected} are forgotten first, so that a stranger who creates
 * many key pairs and proves their possession cannot displace the clients' timestamps.
 *
 * <p>Thread-safe. A remembered key takes 61.4 to 63.2 bytes of heap; the memory grows with the
 * number of keys. While its index grows, a key takes up to 5.3 bytes more.
 */
public final class NewestTimestamps {
  /** The largest permitted capacity: the index can address this many keys in one array. */
  public static final int MAX_CAPACITY = 1 << 28;

  /** The maximum number of keys with a {@link ClockException}, the state for a wrong clock. */
  static final int MAX_EXCEPTIONS = 65_536;

  /**
   * An initiation whose timestamp is older than the newest timestamp of its key counts as late if
   * the difference is less than this many seconds. If the difference is greater, the client's clock
   * is probably behind. The value is REKEY_TIMEOUT (whitepaper, section 6.1), after which a client
   * initiates anew.
   */
  private static final long LATE_SECONDS = 5;

  /** {@link #seen} has this many times the capacity of {@link #seenOfStrangers}. */
  private static final int OF_STRANGERS = 4;

  private static final Tai64n NONE = Tai64n.of(0, 0);

  private final int capacity;
  private final Duration maxAhead;
  private final TimeSource time;
  private final @Nullable ChangedEntries changes;
  private volatile KeyHashes hashes;
  private final MarkTable table;
  private final EntryTable entries;
  private final SeenTimestamps seen;
  // A separate set, so that strangers displace only strangers' initiations.
  private final SeenTimestamps seenOfStrangers;

  /**
   * Creates an empty memory.
   *
   * @param capacity the maximum number of keys to remember, 1 to {@link #MAX_CAPACITY}
   * @param options how clients' wrong clocks are treated
   * @param time the clocks
   * @param random seeds the hash of keys
   */
  public NewestTimestamps(
      int capacity, ReplayOptions options, TimeSource time, RandomGenerator random) {
    this(capacity, options, time, random, false);
  }

  /** Creates a memory. If {@code noting} is true, it tracks its changes for {@link #changes}. */
  NewestTimestamps(
      int capacity,
      ReplayOptions options,
      TimeSource time,
      RandomGenerator random,
      boolean noting) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "the replay memory's capacity must be 1 to " + MAX_CAPACITY + ", not " + capacity);
    }
    this.capacity = capacity;
    this.maxAhead = options.maxAhead();
    this.time = time;
    this.changes = noting ? new ChangedEntries(capacity) : null;
    this.hashes = KeyHashes.of(random);
    this.table = new MarkTable(capacity, MAX_EXCEPTIONS, hashes, time, changes);
    this.entries = table.entries();
    this.seen = new SeenTimestamps(options.seenSize(), noting ? new SeenPages() : null);
    this.seenOfStrangers = new SeenTimestamps(Math.max(1, options.seenSize() / OF_STRANGERS));
  }

  /**
   * Judges a timestamp, and records it if it is accepted.
   *
   * @param key an initiator that proved possession of its key
   * @param timestamp the timestamp of its initiation
   * @return the verdict: whether the timestamp is accepted, and the reason if it is not
   */
  public ReplayVerdict judge(PublicKey key, Tai64n timestamp) {
    byte[] bytes = key.toBytes();
    long hash = hashes.ofKey(bytes);
    long horizon = horizon();
    boolean ahead = isBeyond(timestamp, horizon);
    synchronized (this) {
      int entry = table.find(bytes, (int) hash);
      boolean added = entry == RecencyList.NONE;
      if (added) {
        entry = table.add(bytes, (int) hash);
      }
      ClockException exception = table.exception(entry, key);
      if (exception != null && exception.ahead != null && !isBeyond(exception.ahead, horizon)) {
        keepOfStranger(entry, exception, hash);
        table.fold(entry, exception);
      }
      Tai64n newest = newest(entry, exception, ahead);
      ReplayVerdict verdict;
      if (added || timestamp.isAfter(newest)) {
        keepOfStranger(entry, exception, hash);
        verdict = advance(entry, key, timestamp, ahead, exception);
      } else if (exception != null && continuesLineage(entry, exception, timestamp, hash)) {
        boolean first = exception.continueWith(timestamp, time.nanoTime());
        seen.add(hashes.ofInitiation(hash, timestamp));
        verdict = first ? ReplayVerdict.RESUMED : ReplayVerdict.NEWER;
      } else {
        return refusal(entry, timestamp, newest, hash);
      }
      accepted(entry, key, timestamp, hash);
      return verdict;
    }
  }

  /** Returns the limit for a timestamp's seconds: a greater value is too far in the future. */
  long horizon() {
    return Tai64n.of(time.wallTime()).seconds() + maxAhead.toSeconds();
  }

  /** Returns whether a timestamp is too far in the future: its seconds exceed {@code horizon}. */
  static boolean isBeyond(Tai64n timestamp, long horizon) {
    return Long.compareUnsigned(timestamp.seconds(), horizon) > 0;
  }

  /**
   * Returns the key's M or, if {@code ahead} is true, the newer of its M and A. The class comment
   * explains M and A. A timestamp that is not newer is accepted only if it continues a lineage.
   */
  private Tai64n newest(int entry, @Nullable ClockException exception, boolean ahead) {
    Tai64n mark = entries.timestamp(entry);
    Tai64n newestAhead = ahead && exception != null ? exception.ahead : null;
    return newestAhead != null && newestAhead.isAfter(mark) ? newestAhead : mark;
  }

  private ReplayVerdict advance(
      int entry,
      PublicKey key,
      Tai64n timestamp,
      boolean ahead,
      @Nullable ClockException exception) {
    if (ahead) {
      ClockException kept = exception == null ? new ClockException() : exception;
      kept.endLineage();
      kept.ahead = timestamp;
      kept.aheadIsLatest = true;
      if (exception == null) {
        table.putException(entry, key, kept);
      }
      return ReplayVerdict.NEWER;
    }
    entries.setTimestamp(entry, timestamp);
    if (exception == null) {
      return ReplayVerdict.NEWER;
    }
    boolean resumed = exception.aheadIsLatest;
    exception.aheadIsLatest = false;
    exception.endLineage();
    table.dropIfEmpty(entry, key, exception);
    return resumed ? ReplayVerdict.RESUMED : ReplayVerdict.NEWER;
  }

  private boolean continuesLineage(
      int entry, ClockException exception, Tai64n timestamp, long hash) {
    return exception.continues(timestamp, time.nanoTime())
        && !timestamp.equals(entries.timestamp(entry))
        && !timestamp.equals(exception.ahead)
        && !wasAccepted(hash, timestamp);
  }

  private boolean wasAccepted(long hash, Tai64n timestamp) {
    long initiation = hashes.ofInitiation(hash, timestamp);
    return seen.contains(initiation) || seenOfStrangers.contains(initiation);
  }

  /**
   * Remembers the timestamps M and A of an unprotected key before one of them is replaced, so that
   * initiations with these timestamps are refused even after {@link #forget}. An unprotected key
   * may belong to a new client that has not been looked up yet because the control plane cannot be
   * reached. A key with only one initiation needs no room for this: its timestamp is never
   * replaced.
   */
  private void keepOfStranger(int entry, @Nullable ClockException exception, long hash) {
    if (!entries.isProtected(entry)) {
      remember(seenOfStrangers, hash, entries.timestamp(entry));
      remember(seenOfStrangers, hash, exception == null ? null : exception.ahead);
    }
  }

  private void accepted(int entry, PublicKey key, Tai64n timestamp, long hash) {
    table.changed(entry);
    table.used(entry);
    if (entries.isProtected(entry)) {
      seen.add(hashes.ofInitiation(hash, timestamp));
    }
    ClockException exception = table.exception(entry, key);
    if (exception != null) {
      table.putException(entry, key, exception);
    }
  }

  private ReplayVerdict refusal(int entry, Tai64n timestamp, Tai64n newest, long hash) {
    return isLate(timestamp, newest) || wasAccepted(hash, timestamp)
        ? ReplayVerdict.REPLAYED
        : new ReplayVerdict.Behind(newest, entries.isProtected(entry));
  }

  /**
   * Returns whether an initiation is late: its timestamp is less than 5 s older than the newest
   * timestamp of its key. Called only if the timestamp does not exceed the newest one. If it is
   * older by 5 s or more, the client's clock may be behind.
   */
  static boolean isLate(Tai64n timestamp, Tai64n newest) {
    return Tai64n.of(timestamp.seconds() + LATE_SECONDS, timestamp.nanos()).isAfter(newest);
  }

  /**
   * Marks a key as known to the control plane, so that it is kept longer than the keys of
   * strangers. Does nothing if the key is not remembered.
   *
   * @param key the initiator
   */
  public void protect(PublicKey key) {
    byte[] bytes = key.toBytes();
    long hash = hashes.ofKey(bytes);
    synchronized (this) {
      int entry = table.find(bytes, (int) hash);
      if (entry == RecencyList.NONE) {
        return;
      }
      if (table.protect(entry, key)) {
        // These timestamps were accepted while the key was still unprotected.
        ClockException exception = table.exception(entry, key);
        remember(seen, hash, entries.timestamp(entry));
        remember(seen, hash, exception == null ? null : exception.ahead);
      }
    }
  }

  /** Returns whether a key is remembered and {@link #protect} marked it as known. */
  public boolean isProtected(PublicKey key) {
    byte[] bytes = key.toBytes();
    int hash = (int) hashes.ofKey(bytes);
    synchronized (this) {
      int entry = table.find(bytes, hash);
      return entry != RecencyList.NONE && entries.isProtected(entry);
    }
  }

  private void remember(SeenTimestamps in, long hash, @Nullable Tai64n timestamp) {
    if (timestamp != null && !timestamp.equals(NONE)) {
      in.add(hashes.ofInitiation(hash, timestamp));
    }
  }

  /**
   * Resets a key's timestamps. Timestamps accepted from now on form the key's new lineage.
   *
   * @param key the initiator
   * @return whether the key is remembered
   */
  public boolean forget(PublicKey key) {
    byte[] bytes = key.toBytes();
    int hash = (int) hashes.ofKey(bytes);
    synchronized (this) {
      int entry = table.find(bytes, hash);
      if (entry == RecencyList.NONE) {
        return false;
      }
      beginLineage(entry, key);
      return true;
    }
  }

  private void beginLineage(int entry, PublicKey key) {
    ClockException known = table.exception(entry, key);
    ClockException exception = known == null ? new ClockException() : known;
    exception.beginLineage();
    table.changed(entry);
    table.putException(entry, key, exception);
  }

  /**
   * Records the epoch that the control plane gives for a key. The first epoch of a key is only
   * remembered. A greater epoch resets the key's timestamps, as {@link #forget} does.
   *
   * @param key the initiator
   * @param epoch 0 to 4,294,967,295
   * @return whether the epoch reset the key's timestamps
   */
  public boolean epoch(PublicKey key, long epoch) {
    byte[] bytes = key.toBytes();
    int hash = (int) hashes.ofKey(bytes);
    synchronized (this) {
      int entry = table.find(bytes, hash);
      if (entry == RecencyList.NONE) {
        return false;
      }
      boolean known = entries.isEpochKnown(entry);
      if (known && epoch <= Integer.toUnsignedLong(entries.epoch(entry))) {
        return false;
      }
      entries.setEpoch(entry, (int) epoch);
      table.changed(entry);
      if (known) {
        beginLineage(entry, key);
      }
      return known;
    }
  }

  /** Returns the number of remembered keys. */
  public synchronized int size() {
    return entries.size();
  }

  /** Returns how many keys were forgotten to make room. Never decreases. */
  public synchronized long forgotten() {
    return table.forgotten();
  }

  /** Returns the maximum number of remembered keys. */
  public int capacity() {
    return capacity;
  }

  /** Returns the marks. Guarded by this object. */
  MarkTable table() {
    return table;
  }

  /** Returns the remembered accepted initiations. Guarded by this object. */
  SeenTimestamps seen() {
    return seen;
  }

  /**
   * Returns the changes that were not yet taken for writing; null if changes are not tracked.
   * Guarded by this object.
   */
  @Nullable ChangedEntries changes() {
    return changes;
  }

  KeyHashes hashes() {
    return hashes;
  }

  /** Sets the hash functions that were used before a restart. The memory must be empty. */
  synchronized void hashes(KeyHashes before) {
    hashes = before;
    table.hashes(before);
  }
}
