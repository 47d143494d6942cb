package io.jitpeers.kerneltests.gateway.others;

import java.time.Duration;

/** Suspended for longer than a peer may be idle. */
class SuspendedKernelIT extends SuspendedScenario {
  SuspendedKernelIT() {
    super(Duration.ofSeconds(15));
  }
}
