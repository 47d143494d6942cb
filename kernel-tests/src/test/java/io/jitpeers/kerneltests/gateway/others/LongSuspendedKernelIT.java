package io.jitpeers.kerneltests.gateway.others;

import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Suspended for ten minutes. */
@Tag("long")
class LongSuspendedKernelIT extends SuspendedScenario {
  LongSuspendedKernelIT() {
    super(Duration.ofMinutes(10));
  }
}
