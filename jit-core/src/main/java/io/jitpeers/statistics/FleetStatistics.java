package io.jitpeers.statistics;

/**
 * The counters for the data that gateways share through an engine, the database server of a fleet.
 * Contains the methods of {@link JitStatistics.Fleet}.
 */
interface FleetStatistics {

  /** {@return whether this gateway shares data with other gateways} */
  boolean used();

  /** {@return whether the fleet's engine answers} */
  boolean reachable();

  /** {@return the number of initiations that waited for the engine's answer} */
  long asked();

  /**
   * {@return the number of initiations that the engine refused, although this gateway's own memory
   * had accepted them. They are recordings of initiations that another gateway has accepted, or
   * come from clients whose clocks fell back}
   */
  long refused();

  /**
   * {@return the number of initiations about which the engine did not answer in time, so that
   * {@link io.jitpeers.options.FleetOptions#replayUnreachable} determined how they were treated}
   */
  long unanswered();

  /** {@return the number of keys whose changes the engine has not accepted yet} */
  int waiting();

  /**
   * {@return the number of keys whose changes were dropped, because too many changes waited for the
   * engine}
   */
  long dropped();

  /** {@return the number of peers whose location in the directory is this gateway} */
  int located();

  /** {@return the number of peers whose location the directory has not accepted yet} */
  int claimsWaiting();

  /** {@return how many clients have moved to this gateway from other gateways} */
  long arrivals();
}
