package io.jitpeers.internal.lookup;

/** Which lookups go before which others. */
public enum Lane {
  /**
   * A client waits for it whose key the control plane once knew, or something that concerns such a
   * client. It goes first.
   */
  KNOWN,
  /**
   * A client waits for it of which nothing is known: it may be new, or one of the many keys that
   * anybody can make. A bounded share of the places and of the room to wait in.
   */
  STRANGER,
  /** Nobody waits for it. A bounded share of the places. */
  BACKGROUND
}
