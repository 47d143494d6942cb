package io.jitpeers.event;

/**
 * Receives the time that each packet takes in each stage. Called on the same thread as {@linkplain
 * JitListener listeners}, in order with their events. The gateway does not wait for it, but
 * listeners do, so it should be fast. Times are dropped and counted when too many wait. Exceptions
 * are logged, at most every 10 s, and counted.
 */
@FunctionalInterface
public interface StageObserver {

  /**
   * Takes one measurement.
   *
   * @param stage the stage
   * @param nanos how long it took, in nanoseconds
   */
  void stageTook(Stage stage, long nanos);
}
