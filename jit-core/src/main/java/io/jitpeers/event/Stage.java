package io.jitpeers.event;

import java.util.Locale;

/**
 * A stage of a packet's processing, for timing. {@link #CAPTURE} is the beginning of {@link
 * #ADMISSION}, and {@link #STORE} is a part of {@link #INSTALL}.
 */
public enum Stage {
  /**
   * From the capture of a packet until the packet source has delivered it and the cheap checks have
   * admitted it. A source that does not know the capture time counts from when it reads the packet.
   */
  CAPTURE,
  /**
   * From the capture of a packet until a thread begins to open it. This time includes the cheap
   * checks and the wait in the queue.
   */
  ADMISSION,
  /** Opening the initiation, which takes up to two Diffie-Hellman operations. */
  OPEN,
  /**
   * From the identification of the initiator until its config is available, from the cache or from
   * a lookup.
   */
  LOOKUP,
  /** From when the config is available until the store has installed the peer. */
  INSTALL,
  /** The store's call that installs the peer, alone or together with other peers. */
  STORE,
  /** The completion that returns an installed peer's packet to the data plane. */
  RETURN,
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
