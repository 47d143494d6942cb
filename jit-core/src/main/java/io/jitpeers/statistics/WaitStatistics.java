package io.jitpeers.statistics;

/** What {@link JitStatistics.Waits} has. */
interface WaitStatistics {

  /** {@return the number of events that wait for listeners now} */
  int queuedEvents();

  /** {@return the number of events that were dropped because listeners did not keep up} */
  long droppedEvents();

  /** {@return the number of stage times that were dropped because observers did not keep up} */
  long droppedStageTimes();

  /**
   * {@return the number of calls of a listener, a source, a store or a policy that took longer than
   * they may, {@code watchdog.slow-call}}
   */
  long slowCalls();

  /**
   * {@return the number of such calls that did not return within {@code watchdog.patience}, those
   * that have returned since included}
   */
  long hungCalls();

  /** {@return the number of calls that have not returned for longer than that, as of now} */
  int hanging();

  /**
   * {@return how often a stage of the orchestrator's own had something in hand, or waiting, and did
   * not go on for {@code watchdog.patience}; those that have gone on since included}
   */
  long hungStages();

  /**
   * {@return the number of threads of stages that do not go on, as of now; more than 0 is a defect
   * of this library, or of a source that its packets are read from, and the log has their stacks}
   */
  int hangingStages();
}
