package io.jitpeers.event;

import java.util.Locale;

/** A stage of a packet's processing, for timing. */
public enum Stage {
  /** From capture until opening begins: cheap checks, and waiting in the queue. */
  ADMISSION,
  /** Opening the initiation: up to two Diffie-Hellman operations. */
  OPEN,
  /** From an identified initiator until its config is at hand, cached answers included. */
  LOOKUP,
  /** From a config at hand until the store has installed the peer. */
  INSTALL,
  /** From capture until the packet was completed with its peer installed. */
  FIRST_PACKET;

  /** {@return the name that metrics use, the constant's name in lower case, with dots} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
