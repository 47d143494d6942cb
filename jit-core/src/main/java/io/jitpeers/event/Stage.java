package io.jitpeers.event;

import java.util.Locale;

/** A stage of a packet's processing, for timing. */
public enum Stage {
  /**
   * From the capture of a packet until the opener begins to open it: cheap checks, and waiting in
   * the queue.
   */
  ADMISSION,
  /** Opening the initiation: up to two Diffie-Hellman operations. */
  OPEN,
  /**
   * From the identification of the initiator until its config is available, from the cache or from
   * a lookup.
   */
  LOOKUP,
  /** From when the config is available until the store has installed the peer. */
  INSTALL,
  /** From the capture of a packet until the packet is completed and its peer is installed. */
  FIRST_PACKET;

  /**
   * {@return the name that metrics use: the constant's name in lower case, with dots instead of
   * underscores}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
