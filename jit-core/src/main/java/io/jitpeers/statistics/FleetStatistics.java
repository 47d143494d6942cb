package io.jitpeers.statistics;

/**
 * The counters for the data that gateways share through an engine, the database server of a fleet.
 * {@link JitStatistics.Fleet} inherits the methods of this interface.
 */
interface FleetStatistics {

  /** {@return whether this gateway shares data with other gateways} */
  boolean used();

  /** {@return whether the fleet's engine answers} */
  boolean reachable();

  /**
   * {@return the number of initiations that waited for an answer of the fleet's database server}
   */
  long asked();

  /**
   * {@return the number of initiations that the fleet's database server refused, although this
   * gateway's own replay memory had accepted them. Such initiations are recordings of initiations
   * that another gateway has accepted, or come from clients whose clocks fell back}
   */
  long refused();

  /**
   * {@return the number of initiations about which the fleet's database server did not answer in
   * time. {@link io.jitpeers.options.FleetOptions#replayUnreachable} determines how such
   * initiations are treated}
   */
  long unanswered();

  /**
   * {@return the number of keys whose changed replay data waits to be accepted by the fleet's
   * database server}
   */
  int waiting();

  /**
   * {@return the number of keys whose changed replay data was dropped, because too many changes
   * waited to be sent to the fleet's database server}
   */
  long dropped();

  /**
   * {@return the number of peers whose sessions are at this gateway, according to the fleet's
   * directory}
   */
  int located();

  /**
   * {@return the number of peers whose sessions are at this gateway, but for which the fleet's
   * directory has not accepted this location yet}
   */
  int claimsWaiting();

  /** {@return how many clients have moved to this gateway from other gateways} */
  long arrivals();
}
