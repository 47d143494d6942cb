package io.jitpeers.statistics;

/**
 * The counters for calls and stages that take too long, and for events that were dropped as a
 * result. Contains the methods of {@link JitStatistics.Waits}.
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
   * {@return how often a stage of the orchestrator had work and made no progress for {@code
   * watchdog.patience}, including stages that have made progress since}
   */
  long hungStages();

  /**
   * {@return the number of threads that run a stage and make no progress now. A value above 0 means
   * a defect in this library or in a packet source; the log contains the stack traces}
   */
  int hangingStages();
}
