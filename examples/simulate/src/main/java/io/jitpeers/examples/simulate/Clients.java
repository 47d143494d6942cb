package io.jitpeers.examples.simulate;

/**
 * Clients and the periods in which they have traffic. All times are whole seconds since the
 * beginning of the observation.
 */
interface Clients {

  /** Receives the periods of one client. */
  @FunctionalInterface
  interface Periods {
    /**
     * Receives a period.
     *
     * @param from when the traffic begins, zero or more
     * @param to when it ends, at least {@code from}
     */
    void add(int from, int to);
  }

  /** Returns the number of clients. */
  int count();

  /** Returns how many seconds the clients are observed. */
  int seconds();

  /**
   * Passes on the periods of one client to the given receiver, the earliest first. Every call
   * passes on the same periods.
   *
   * @param client the client's number, zero to {@link #count} - 1
   */
  void periods(int client, Periods periods);
}
