package io.jitpeers.testkit.wireguard;

import java.io.Serial;

/**
 * Thrown if a message is not the one that a handshake or session expects. Such a message has no
 * effect.
 */
public final class HandshakeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  HandshakeException(String message) {
    super(message);
  }

  HandshakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
