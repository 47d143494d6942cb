package io.jitpeers.internal.lookup;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lookups that wait, in a fair order: whose client has tried for longest goes first, but the
 * lookups of one source are taken no closer together than {@link #SPACING} as long as another
 * source has some. So neither a source that sends many makes others wait, nor is one address with
 * many honest clients behind it last for ever. When the room is full, the youngest lookup goes of
 * the source that is furthest ahead of its share. Not thread-safe.
 */
final class WaitingRoom {
  /** The share of a source that others wait beside: fifty in a second. */
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

  /** The lookups of one source. */
  private static final class Line {
    final long source;
    final long number;
    final TreeSet<OpenLookup> lookups = new TreeSet<>(OLDEST_FIRST);
    int inFlight;

    /** The turn that it had last. */
    long served;

    /** When it is its turn, and when it would be the last one's. Not real times. */
    long turn;

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
   * @param capacity how many may wait, 1 or more
   * @param placesOfSource how many of one source may be in flight, 1 or more
   */
  WaitingRoom(int capacity, int placesOfSource) {
    this.capacity = capacity;
    this.placesOfSource = placesOfSource;
  }

  /** Takes one in; returns the one that has to go for it, which may be itself, or null. */
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

  /** Takes out the next one, which is in flight from now on; null if none may be. */
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

  /** One of those that were taken out is no longer in flight. */
  void landed(OpenLookup lookup) {
    Line line = lines.get(lookup.asking.source());
    if (line != null) {
      detach(line);
      line.inFlight--;
      attach(line);
    }
  }

  /** Takes out one that waits; false if it does not. */
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

  /** By a difference of times, which may have wrapped around, and then by another. */
  private static int inOrder(long first, long second) {
    return first != 0 ? Long.signum(first) : Long.signum(second);
  }
}
