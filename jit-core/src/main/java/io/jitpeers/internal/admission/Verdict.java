package io.jitpeers.internal.admission;

/** What the rate limits say of a packet. */
public enum Verdict {
  /** Open it. */
  ADMITTED,
  /** Its source sends more than it may. */
  SOURCE_LIMITED,
  /** All sources together send more than may be opened. */
  GLOBAL_LIMITED
}
