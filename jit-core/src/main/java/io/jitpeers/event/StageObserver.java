package io.jitpeers.event;

/**
 * Is told how long stages take. Called on the pipeline's threads, for every packet that passes the
 * stage, by several of them at the same time: it must be thread-safe and fast, and must not block.
 * What it throws is logged and counted.
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
