package io.jitpeers.event;

/**
 * Is told how long stages take, for every packet that passes the stage. Called on the thread that
 * tells {@linkplain JitListener listeners}, in order with their events. Nothing of the gateway
 * waits for it, but listeners do, so it should be fast: times that come while too many wait are
 * dropped and counted. What it throws is logged, at most every 10 s, and counted.
 */
@FunctionalInterface
public interface StageObserver {

  /**
   * Takes one measurement.
   *
   * @param stage which part of the way
   * @param nanos how long it took, in nanoseconds
   */
  void stageTook(Stage stage, long nanos);
}
