package io.jitpeers.event;

import java.util.Locale;

/**
 * A stage of a packet's processing. The gateway measures how long each stage takes. {@link
 * #CAPTURE} is the beginning of {@link #ADMISSION}, and {@link #STORE} is a part of {@link
 * #INSTALL}.
 */
public enum Stage {
  /**
   * From the capture of a packet until the packet has passed the checks that need no Diffie-Hellman
   * operation, such as MAC1 and rate limits. This time includes the delivery of the packet by the
   * {@link io.jitpeers.spi.PacketSource}. If the packet source does not know the capture time, the
   * stage begins when the packet source reads the packet.
   */
  CAPTURE,
  /**
   * From the capture of a packet until a thread begins to open the packet. This time includes
   * {@link #CAPTURE} and the wait in the queue of packets to be opened.
   */
  ADMISSION,
  /** Opening the initiation, which takes up to two Diffie-Hellman operations. */
  OPEN,
  /**
   * From the identification of the initiator until the initiator's config is available. The config
   * comes from the answer cache or from a lookup.
   */
  LOOKUP,
  /**
   * From the time when the peer's config is available until the peer store has installed the peer.
   */
  INSTALL,
  /** The call to the peer store that installs the peer, alone or together with other peers. */
  STORE,
  /**
   * The call that makes the {@link io.jitpeers.spi.PacketSource} return an installed peer's packet
   * to the data plane.
   */
  RETURN,
  /**
   * From the capture of a packet until the packet's peer is installed and the {@link
   * io.jitpeers.spi.PacketSource} has received the packet's outcome.
   */
  FIRST_PACKET;

  /**
   * {@return the name that metrics use: the constant's name in lower case, with dots instead of
   * underscores}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
