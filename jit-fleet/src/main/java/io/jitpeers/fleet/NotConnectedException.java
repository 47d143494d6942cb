package io.jitpeers.fleet;

import java.io.IOException;

/**
 * Reports that there is no connection to the fleet's engine (Valkey or Redis). The connection is
 * being opened in the background, and a failure to open it is logged.
 */
final class NotConnectedException extends IOException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(EngineAddress address) {
    super("not connected to the fleet's engine at " + address);
  }
}
