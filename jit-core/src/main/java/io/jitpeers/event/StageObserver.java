package io.jitpeers.event;

/**
 * Receives the time that each packet takes in each stage. Called on the thread of the {@linkplain
 * JitListener listeners}. Events and stage times are delivered in one sequence, in the order in
 * which they occurred. The times of a packet are delivered after the packet has been completed, at
 * the latest together with the next opened packet or the next event. The gateway does not wait for
 * an observer. The listeners and the other observers do, so an observer should be fast. If too many
 * times wait for delivery, further times are dropped and counted. Exceptions are counted, and
 * logged at most every 10 s.
 */
@FunctionalInterface
public interface StageObserver {

  /**
   * Receives one measurement.
   *
   * @param stage the stage
   * @param nanos how long the stage took, in nanoseconds
   */
  void stageTook(Stage stage, long nanos);
}
