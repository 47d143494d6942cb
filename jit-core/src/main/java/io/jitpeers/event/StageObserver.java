package io.jitpeers.event;

/**
 * Receives the time that each packet takes in each stage. Called on the thread of the {@linkplain
 * JitListener listeners}. Events and stage times are delivered in one sequence, in the order in
 * which they occurred. A packet is completed when its source has received its outcome. A stage time
 * waits until the next event happens, or until the next packet that the gateway tried to open
 * (decrypt) is completed, whichever comes first. So the stage times of a packet are usually
 * delivered after the packet has been completed. The gateway does not wait for an observer. The
 * listeners and the other observers wait while an observer is called, so an observer should be
 * fast. If too many stage times wait for delivery, further stage times are dropped and counted.
 * Exceptions from observers are counted, and are logged at most every 10 s.
 */
@FunctionalInterface
public interface StageObserver {

  /**
   * Receives the measured duration of one stage.
   *
   * @param stage the stage
   * @param nanos how long the stage took, in nanoseconds
   */
  void stageTook(Stage stage, long nanos);
}
