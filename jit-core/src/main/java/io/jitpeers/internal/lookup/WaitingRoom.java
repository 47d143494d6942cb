package io.jitpeers.internal.lookup;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The waiting lookups of one lane (one priority), in a fair order. The client that has tried for
 * the longest time goes first. However, while lookups of other sources wait, the lookups of one
 * source are at least {@link #SPACING} apart. A source is a sender's address. So a source with many
 * lookups does not delay other sources, and an address that many honest clients share is not always
 * last. If the room is full, the lookup whose turn would come last is dropped. It is always the
 * youngest lookup of its source. Not thread-safe.
 */
final class WaitingRoom {
  /**
   * The interval between lookups of one source while other sources wait. It permits fifty lookups
   * per second.
   */
  static final long SPACING = Duration.ofMillis(20).toNanos();

  private static final Comparator<OpenLookup> OLDEST_FIRST =
      (a, b) -> inOrder(a.ticket - b.ticket, a.number - b.number);

  private final int capacity;
  private final int placesOfSource;
  private final Map<Long, Line> lines = new HashMap<>();
  private final TreeSet<Line> byTurn =
      new TreeSet<>((a, b) -> inOrder(a.turn - b.turn, a.number - b.number));
  private final TreeSet<Line> byEnd =
      new TreeSet<>((a, b) -> inOrder(a.end - b.end, a.number - b.number));
  private int size;
  private long numbers;

  /** The waiting lookups of one source. */
  private static final class Line {
    final long source;
    final long number;
    final TreeSet<OpenLookup> lookups = new TreeSet<>(OLDEST_FIRST);
    int inFlight;

    /**
     * The virtual time of the source's latest turn. Virtual times order the turns of all sources.
     * The virtual time of a turn is the {@link OpenLookup#ticket} of its lookup, or a later time if
     * the source's turns would otherwise be less than {@link #SPACING} apart.
     */
    long served;

    /** The {@linkplain #served virtual time} of the source's next turn. */
    long turn;

    /** The {@linkplain #served virtual time} of the turn of the source's last waiting lookup. */
    long end;

    Line(long source, long number, long served) {
      this.source = source;
      this.number = number;
      this.served = served;
    }
  }

  /**
   * Creates an empty room.
   *
   * @param capacity the maximum number of waiting lookups, 1 or more
   * @param placesOfSource the maximum number of lookups of one source in flight, 1 or more
   */
  WaitingRoom(int capacity, int placesOfSource) {
    this.capacity = capacity;
    this.placesOfSource = placesOfSource;
  }

  /**
   * Adds a lookup. If the room is full, returns the lookup that is dropped, which may be the new
   * lookup. Returns null if no lookup is dropped.
   */
  @Nullable OpenLookup add(OpenLookup lookup) {
    long source = lookup.asking.source();
    Line line = lines.get(source);
    if (line == null) {
      line = new Line(source, numbers++, lookup.ticket - SPACING);
      lines.put(source, line);
    }
    detach(line);
    line.lookups.add(lookup);
    size++;
    attach(line);
    return size > capacity ? youngestOf(byEnd.last()) : null;
  }

  private @Nullable OpenLookup youngestOf(Line line) {
    detach(line);
    OpenLookup youngest = line.lookups.pollLast();
    size--;
    attach(line);
    return youngest;
  }

  /** Removes and returns the next lookup, which is then in flight; null if none may begin now. */
  @Nullable OpenLookup poll() {
    if (byTurn.isEmpty()) {
      return null;
    }
    Line line = byTurn.first();
    detach(line);
    OpenLookup next = line.lookups.pollFirst();
    size--;
    line.inFlight++;
    line.served = line.turn;
    attach(line);
    return next;
  }

  /** Records that a lookup is no longer in flight. */
  void landed(OpenLookup lookup) {
    Line line = lines.get(lookup.asking.source());
    if (line != null) {
      detach(line);
      line.inFlight--;
      attach(line);
    }
  }

  /** Removes a waiting lookup. Returns false if the lookup does not wait here. */
  boolean remove(OpenLookup lookup) {
    Line line = lines.get(lookup.asking.source());
    if (line == null) {
      return false;
    }
    detach(line);
    boolean waited = line.lookups.remove(lookup);
    size -= waited ? 1 : 0;
    attach(line);
    return waited;
  }

  int size() {
    return size;
  }

  private void detach(Line line) {
    byTurn.remove(line);
    byEnd.remove(line);
  }

  private void attach(Line line) {
    if (line.lookups.isEmpty()) {
      if (line.inFlight == 0) {
        lines.remove(line.source);
      }
      return;
    }
    line.turn = later(line.lookups.first().ticket, line.served + SPACING);
    line.end = later(line.lookups.last().ticket, line.served + SPACING * line.lookups.size());
    byEnd.add(line);
    if (line.inFlight < placesOfSource) {
      byTurn.add(line);
    }
  }

  private static long later(long a, long b) {
    return a - b >= 0 ? a : b;
  }

  /**
   * Returns the sign of the first difference. If that difference is 0, returns the sign of the
   * second. Differences of times have the right sign even after the clock's values overflowed.
   */
  private static int inOrder(long first, long second) {
    return first != 0 ? Long.signum(first) : Long.signum(second);
  }
}
