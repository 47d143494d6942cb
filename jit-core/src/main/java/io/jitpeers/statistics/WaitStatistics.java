package io.jitpeers.statistics;

/**
 * The counters for calls and stages that take too long, and for events that were dropped as a
 * result. {@link JitStatistics.Waits} inherits the methods of this interface.
 */
interface WaitStatistics {

  /** {@return the number of events that wait for listeners now} */
  int queuedEvents();

  /** {@return the number of events that were dropped because listeners did not keep up} */
  long droppedEvents();

  /**
   * {@return the number of measured stage durations that were dropped because {@linkplain
   * io.jitpeers.event.StageObserver observers} did not keep up}
   */
  long droppedStageTimes();

  /**
   * {@return the number of provisionings that were not traced because the {@linkplain
   * io.jitpeers.trace.ProvisioningTracer tracer} did not keep up, or because too many provisionings
   * were being traced}
   */
  long droppedTraces();

  /**
   * {@return the number of calls of components, such as a listener, a source, a store or a policy,
   * that took longer than {@code watchdog.slow-call}}
   */
  long slowCalls();

  /**
   * {@return the number of calls of components that did not return within {@code
   * watchdog.patience}, including calls that have returned since}
   */
  long hungCalls();

  /**
   * {@return the number of calls of components that are still running after {@code
   * watchdog.patience}}
   */
  int hanging();

  /**
   * {@return the number of hangs in the orchestrator's stages, including hangs that have ended
   * since. A stage hangs if one of its threads has work but makes no progress for {@code
   * watchdog.patience}, or if no thread takes the stage's waiting work for this time}
   */
  long hungStages();

  /**
   * {@return the number of stage threads that have work but have made no progress for {@code
   * watchdog.patience}, plus the number of stages whose waiting work no thread has taken for this
   * time. A value above 0 means a defect in this library or in a packet source; the log contains
   * the stack traces of these threads}
   */
  int hangingStages();
}
