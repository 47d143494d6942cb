package io.jitpeers.examples.simulate;

/**
 * The traffic periods of all clients, sorted by their beginnings. A traffic period is a time in
 * which a client has traffic. All times are whole seconds since the beginning of the observed time.
 * Needs 12 bytes for each period. Immutable.
 */
final class Trace {
  private static final long BYTES = 3 * Integer.BYTES;

  private final int clients;
  private final int seconds;
  private final int[] client;
  private final int[] from;
  private final int[] to;

  private Trace(int clients, int seconds, int size) {
    this.clients = clients;
    this.seconds = seconds;
    this.client = new int[size];
    this.from = new int[size];
    this.to = new int[size];
  }

  /**
   * Sorts the traffic periods of all clients by the second in which they begin. Periods that begin
   * at or after the end of the observed time ({@link Clients#seconds}) are left out.
   *
   * @throws IllegalArgumentException if there are more periods than fit in memory
   */
  static Trace of(Clients clients) {
    // A counting sort: each second has a range of places, which begins where the range of the
    // previous second ends.
    int seconds = clients.seconds();
    int[] places = new int[seconds + 1];
    for (int client = 0; client < clients.count(); client++) {
      clients.periods(
          client,
          (from, to) -> {
            if (from < seconds) {
              places[from + 1]++;
            }
          });
    }
    long size = 0;
    for (int second = 0; second < seconds; second++) {
      size += places[second + 1];
      places[second + 1] = (int) size;
    }
    requireRoom(size, Runtime.getRuntime().maxMemory());
    Trace trace = new Trace(clients.count(), seconds, places[seconds]);
    for (int client = 0; client < clients.count(); client++) {
      trace.place(clients, client, places);
    }
    return trace;
  }

  /**
   * Throws an exception if the traffic periods are too many for arrays, or need more than half of
   * the heap.
   *
   * @param periods the number of periods
   * @param heap the size of the heap, in bytes
   */
  static void requireRoom(long periods, long heap) {
    if (periods > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Texts.number(periods) + " periods are too many: choose fewer clients or days");
    }
    long bytes = BYTES * periods;
    // The other half is for the simulations.
    if (bytes > heap / 2) {
      throw new IllegalArgumentException(
          "the periods need "
              + Texts.megabytes(bytes)
              + ", more than half of the heap: choose fewer clients or days, or a larger heap"
              + " (java -Xmx)");
    }
  }

  private void place(Clients clients, int number, int[] places) {
    clients.periods(
        number,
        (begin, end) -> {
          if (begin < seconds) {
            int place = places[begin]++;
            client[place] = number;
            from[place] = begin;
            to[place] = end;
          }
        });
  }

  /** Returns the number of clients; some of them may have no period. */
  int clients() {
    return clients;
  }

  /** Returns how many seconds the clients are observed. */
  int seconds() {
    return seconds;
  }

  /** Returns the number of periods. */
  int size() {
    return client.length;
  }

  /** Returns the client of a period. */
  int client(int period) {
    return client[period];
  }

  /** Returns the second in which a period begins. */
  int from(int period) {
    return from[period];
  }

  /** Returns the end of a period: the first second that is no longer part of the period. */
  int to(int period) {
    return to[period];
  }
}
