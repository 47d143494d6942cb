package io.jitpeers.testkit.wireguard;

import java.io.Serial;

/**
 * Thrown if a message is not the one that the handshake expects. The handshake does not use the
 * message.
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
