package io.jitpeers.statistics;

import java.time.Duration;

/**
 * The counters for repeated lookups of resident peers. {@link JitStatistics.Revalidations} inherits
 * the methods of this interface. {@link io.jitpeers.options.RevalidationOptions#brakeShare}
 * explains the brake.
 */
interface RevalidationStatistics {

  /**
   * {@return the number of lookups of resident peers, including the second lookup that confirms a
   * not-found answer}
   */
  long asked();

  /** {@return the number of lookups of resident peers that are in progress} */
  int open();

  /** {@return the number of answers that confirmed a config that the gateway already had} */
  long notModified();

  /** {@return the number of times that a resident peer was changed on the device} */
  long changed();

  /**
   * {@return the number of resident peers that were removed from the device because the control
   * plane no longer knows them, or because their changed configs were refused for too long}
   */
  long revoked();

  /**
   * {@return the number of times that a resident peer's config changed to a config that violates a
   * rule of the gateway}
   */
  long refused();

  /** {@return the number of resident peers whose latest config violates a rule of the gateway} */
  int refusedNow();

  /**
   * {@return the number of lookups without a usable answer, plus the number of failed changes of
   * resident peers}
   */
  long failed();

  /**
   * {@return the number of change hints from the control plane; each says that a peer may have
   * changed}
   */
  long hints();

  /**
   * {@return the number of answers that would have caused an eviction if the {@linkplain
   * io.jitpeers.options.RevalidationOptions#brakeShare brake} had not kept the peer}
   */
  long held();

  /**
   * {@return how often the {@linkplain io.jitpeers.options.RevalidationOptions#brakeShare brake}
   * was engaged}
   */
  long brakes();

  /**
   * {@return whether the {@linkplain io.jitpeers.options.RevalidationOptions#brakeShare brake} is
   * engaged. An engaged brake keeps peers on the device although the control plane's answers call
   * for their eviction. While the brake is engaged, an operator should check the control plane}
   */
  boolean brakeEngaged();

  /**
   * {@return the number of peers that would not be on the device now without the {@linkplain
   * io.jitpeers.options.RevalidationOptions#brakeShare brake}}
   */
  int heldNow();

  /**
   * {@return the delay of the most overdue lookup of a resident peer, counted from the time when
   * the previous answer expired; zero if no lookup is overdue}
   */
  Duration mostOverdue();
}
