package io.jitpeers.internal.admission;

import io.jitpeers.event.Outcome;
import org.jspecify.annotations.Nullable;

/** The result of the checks on a packet whose MAC1 is correct. */
public enum Verdict {
  /** The packet is opened. */
  ADMITTED(null),
  /**
   * The packet is opened before other packets, because its source has resident peers, or had them
   * recently.
   */
  ADMITTED_FIRST(null),
  /** The packet is refused: the same frame was captured a moment ago. */
  DUPLICATE(Outcome.DUPLICATE),
  /** The packet is refused: its source exceeds the limit for one source. */
  SOURCE_LIMITED(Outcome.SOURCE_RATE_LIMITED),
  /** The packet is refused: all sources together exceed the global rate. */
  GLOBAL_LIMITED(Outcome.GLOBAL_RATE_LIMITED);

  private final @Nullable Outcome refusal;

  Verdict(@Nullable Outcome refusal) {
    this.refusal = refusal;
  }

  /** Returns the outcome of a refused packet; null if the packet is admitted. */
  @Nullable Outcome refusal() {
    return refusal;
  }
}
