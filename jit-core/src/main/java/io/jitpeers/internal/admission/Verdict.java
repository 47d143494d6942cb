package io.jitpeers.internal.admission;

import io.jitpeers.event.Outcome;
import org.jspecify.annotations.Nullable;

/** What is to become of a packet whose MAC1 is right. */
public enum Verdict {
  /** Open it. */
  ADMITTED(null),
  /** Open it before those of strangers: a peer is known to be where it comes from. */
  ADMITTED_FIRST(null),
  /** The same frame was seen a moment ago. */
  DUPLICATE(Outcome.DUPLICATE),
  /** Its source sends more than it may. */
  SOURCE_LIMITED(Outcome.SOURCE_RATE_LIMITED),
  /** All sources together send more than may be opened. */
  GLOBAL_LIMITED(Outcome.GLOBAL_RATE_LIMITED);

  private final @Nullable Outcome refusal;

  Verdict(@Nullable Outcome refusal) {
    this.refusal = refusal;
  }

  /** What a refused packet ends as; null if it is to be opened. */
  @Nullable Outcome refusal() {
    return refusal;
  }
}
