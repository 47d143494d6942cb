package io.jitpeers.internal.lookup;

/** The priorities of lookups. */
public enum Lane {
  /**
   * For a waiting client whose key the control plane once knew, or for a question about a resident
   * peer while a client waits for the answer. Goes first.
   */
  KNOWN,
  /**
   * For a waiting client with an unknown key. It may be a new client, or one of the many keys that
   * anybody can generate. Gets a bounded share of the lookups in flight and of the waiting room.
   */
  STRANGER,
  /** For a question that no client waits for. Gets a bounded share of the lookups in flight. */
  BACKGROUND
}
