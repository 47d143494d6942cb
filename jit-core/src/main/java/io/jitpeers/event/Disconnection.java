package io.jitpeers.event;

import java.util.Locale;

/** The reason why a client is no longer connected. */
public enum Disconnection {
  /** The client completed no handshake for 180 s, so its session is dead. */
  SILENT,
  /** The peer was evicted while its session was alive. */
  EVICTED,
  /** Another program removed the peer from the device while its session was alive. */
  LOST;

  /** {@return the name that logs and webhooks use, in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
