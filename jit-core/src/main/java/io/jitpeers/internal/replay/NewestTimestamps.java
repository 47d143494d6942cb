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
 * Remembers the newest timestamp of each initiator, its mark, also of those whose peers are gone.
 *
 * <p>The kernel keeps the newest timestamp inside the peer, so evicting a peer erases it, and a
 * recorded initiation would bring the peer back and move its endpoint to whoever sent the
 * recording.
 *
 * <p><b>What is accepted.</b> Let M be a key's mark. A timestamp is <em>ahead</em> if it is further
 * ahead of our wall clock than {@link ReplayOptions#maxAhead}.
 *
 * <ul>
 *   <li>One that is not ahead is accepted if it is newer than M, and becomes M.
 *   <li>One that is ahead is accepted if it is newer than M and than the newest one that was ahead,
 *       which is A. It becomes A and leaves M alone, so that its owner is let in as soon as its
 *       clock is right. A recording of it is as old as A, and one from before is as old as M.
 *   <li>When A is no longer ahead, because time has passed or our own clock was set right, and when
 *       A has no room any more, the newer one of M and A becomes M. So what was accepted while our
 *       own clock was in the past is refused afterwards, too.
 *   <li>After {@link #forget} M stays, and timestamps up to it are accepted once more as a new
 *       lineage: the first of them unless an initiation with it is among the remembered accepted
 *       ones ({@link SeenTimestamps}), each further one if in addition it is newer than the one
 *       before, by no more than the time that passed between the two and ten minutes. One that is
 *       newer than M ends the lineage.
 * </ul>
 *
 * <p><b>What remains.</b> A recording gets in as the first of a lineage if it was accepted so long
 * ago that it is no longer remembered, or never came here, and if it comes before the client's own.
 * Of keys that are not {@linkplain #protect protected} a quarter as many are remembered, apart from
 * the others and not beyond a restart. A mark that was set while our own clock was ahead locks its
 * owner out until then, or until it is forgotten. An exception (A, or a lineage) costs 200 bytes,
 * and there are at most {@value #MAX_EXCEPTIONS}; a lineage that has to make room is over.
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

  /** The most keys whose clocks have exceptions. */
  static final int MAX_EXCEPTIONS = 65_536;

  /**
   * Seconds by which a timestamp may be older than the mark and count as late rather than of a
   * clock behind: REKEY_TIMEOUT, whitepaper section 6.1, after which a client initiates anew.
   */
  private static final long LATE_SECONDS = 5;

  /** So many times as many initiations are remembered of known keys as of others. */
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
  // A set of their own, so that strangers push out nobody else's.
  private final SeenTimestamps seenOfStrangers;

  /**
   * Creates an empty memory.
   *
   * @param capacity the most keys to remember, 1 to {@link #MAX_CAPACITY}
   * @param options how clocks are judged
   * @param time the clocks
   * @param random seeds the hash of keys
   */
  public NewestTimestamps(
      int capacity, ReplayOptions options, TimeSource time, RandomGenerator random) {
    this(capacity, options, time, random, false);
  }

  /** Creates one that notes what changes, for somebody who {@linkplain #changes takes} it. */
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
   * Uses a timestamp up, if it is accepted.
   *
   * @param key an initiator that proved itself
   * @param timestamp the timestamp it proved itself with
   * @return whether it is, and what it is else
   */
  public ReplayVerdict judge(PublicKey key, Tai64n timestamp) {
    byte[] bytes = key.toBytes();
    long hash = hashes.ofKey(bytes);
    long horizon = Tai64n.of(time.wallTime()).seconds() + maxAhead.toSeconds();
    boolean ahead = Long.compareUnsigned(timestamp.seconds(), horizon) > 0;
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

  private static boolean isBeyond(Tai64n timestamp, long horizon) {
    return Long.compareUnsigned(timestamp.seconds(), horizon) > 0;
  }

  /** What a timestamp must be newer than. */
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
   * What is about to be replaced as the newest is remembered one by one also of a key that nobody
   * knows yet: its client may only be new, and the control plane out of reach. A key that is used
   * once takes no room.
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
    boolean late = Tai64n.of(timestamp.seconds() + LATE_SECONDS, timestamp.nanos()).isAfter(newest);
    return late || wasAccepted(hash, timestamp)
        ? ReplayVerdict.REPLAYED
        : new ReplayVerdict.Behind(newest, entries.isProtected(entry));
  }

  /**
   * Marks a key as one that the control plane knows, so that it outlasts all keys of strangers.
   * Does nothing if the key is not remembered.
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
        // What was accepted before anybody knew that the key is worth it.
        ClockException exception = table.exception(entry, key);
        remember(seen, hash, entries.timestamp(entry));
        remember(seen, hash, exception == null ? null : exception.ahead);
      }
    }
  }

  /** Whether a key is remembered and protected. */
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
   * Lets a key's timestamps start anew: a lineage begins.
   *
   * @param key the initiator
   * @return whether any is remembered of it
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
   * Takes the epoch that the control plane gives for a key. The first one of a key is remembered,
   * and nothing else; a greater one than before does what {@link #forget} does, once.
   *
   * @param key the initiator
   * @param epoch 0 to 4,294,967,295
   * @return whether its timestamps start anew because of it
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

  /** How many keys are remembered. */
  public synchronized int size() {
    return entries.size();
  }

  /** How many keys were forgotten to make room. Only grows. */
  public synchronized long forgotten() {
    return table.forgotten();
  }

  /** The most keys that are remembered. */
  public int capacity() {
    return capacity;
  }

  /** The marks. Guarded by this object. */
  MarkTable table() {
    return table;
  }

  /** The accepted initiations that are remembered one by one. Guarded by this object. */
  SeenTimestamps seen() {
    return seen;
  }

  /** What changed and was not taken yet; null if that is not noted. Guarded by this object. */
  @Nullable ChangedEntries changes() {
    return changes;
  }

  KeyHashes hashes() {
    return hashes;
  }

  /** Takes the hashes of before a restart; nothing is remembered yet. */
  synchronized void hashes(KeyHashes before) {
    hashes = before;
    table.hashes(before);
  }
}
