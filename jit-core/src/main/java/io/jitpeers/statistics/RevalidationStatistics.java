package io.jitpeers.statistics;

import java.time.Duration;

/** What {@link JitStatistics.Revalidations} has. */
interface RevalidationStatistics {

  /**
   * {@return the number of questions; an answer that there is no such peer is confirmed by a second
   * one}
   */
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
   * {@return whether the brake keeps peers that the control plane no longer wants; an operator
   * should check the control plane}
   */
  boolean brakeEngaged();

  /** {@return the number of peers that the brake holds now} */
  int heldNow();

  /** {@return how long the most overdue answer has been expired; zero if none has} */
  Duration mostOverdue();
}
