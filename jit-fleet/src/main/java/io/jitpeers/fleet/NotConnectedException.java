package io.jitpeers.fleet;

import java.io.IOException;

/** There is no connection to the engine. It is being opened, which is logged if it fails. */
final class NotConnectedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(EngineAddress address) {
    super("not connected to the fleet's engine at " + address);
  }
}
