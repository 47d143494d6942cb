package io.jitpeers.testkit.wireguard;

import java.io.Serial;

/** A message is not what the handshake expects, so the handshake is over. */
public final class HandshakeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  HandshakeException(String message) {
    super(message);
  }

  HandshakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
