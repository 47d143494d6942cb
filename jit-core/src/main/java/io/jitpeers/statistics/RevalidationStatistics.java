package io.jitpeers.statistics;

import java.time.Duration;

/** What {@link JitStatistics.Revalidations} has. */
interface RevalidationStatistics {

  /** {@return the number of questions; that there is no such peer is asked twice} */
  long asked();

  /** {@return the number of questions that are open now} */
  int open();

  /** {@return the number of answers that what is remembered still holds} */
  long notModified();

  /** {@return the number of times that a resident peer was changed on the device} */
  long changed();

  /**
   * {@return the number of resident peers that the control plane no longer wants and that were
   * taken off the device}
   */
  long revoked();

  /** {@return the number of times that a resident peer came to have a config that is refused} */
  long refused();

  /** {@return the number of resident peers whose config is refused now} */
  int refusedNow();

  /** {@return the number of questions that got no usable answer, and changes that failed} */
  long failed();

  /** {@return the number of hints of the control plane that a peer may have changed} */
  long hints();

  /** {@return the number of answers after which the brake held a peer that would have gone} */
  long held();

  /** {@return how often the brake was engaged} */
  long brakes();

  /**
   * {@return whether the brake holds back peers that the control plane no longer wants: it is not
   * believed, and somebody should look}
   */
  boolean brakeEngaged();

  /** {@return the number of peers that the brake holds now} */
  int heldNow();

  /** {@return how long ago the answer ended that is the longest overdue; zero if none is} */
  Duration mostOverdue();
}
