package io.jitpeers.statistics;

import java.time.Duration;

/** The methods of {@link JitStatistics.Revalidations}. */
interface RevalidationStatistics {

  /**
   * {@return the number of lookups of resident peers; a not-found answer is confirmed by a second
   * lookup}
   */
  long asked();

  /** {@return the number of lookups of resident peers that are in progress} */
  int open();

  /** {@return the number of answers that the remembered config is unchanged} */
  long notModified();

  /** {@return the number of times that a resident peer was changed on the device} */
  long changed();

  /**
   * {@return the number of resident peers that were removed from the device because the control
   * plane no longer wants them}
   */
  long revoked();

  /** {@return the number of times that a resident peer's config changed to one that is refused} */
  long refused();

  /** {@return the number of resident peers whose config is refused now} */
  int refusedNow();

  /** {@return the number of lookups without a usable answer, and of changes that failed} */
  long failed();

  /** {@return the number of hints from the control plane that a peer may have changed} */
  long hints();

  /**
   * {@return the number of answers after which the brake kept a peer that would have been evicted}
   */
  long held();

  /** {@return how often the brake was engaged} */
  long brakes();

  /**
   * {@return whether the brake keeps peers that the control plane no longer wants; an operator
   * should check the control plane}
   */
  boolean brakeEngaged();

  /** {@return the number of peers that the brake holds now} */
  int heldNow();

  /** {@return how long ago the most overdue answer expired; zero if none has} */
  Duration mostOverdue();
}
