package io.jitpeers.kerneltests.gateway.floods;

import org.junit.jupiter.api.Tag;

/** Fifty kills. */
@Tag("long")
class LongCrashKernelIT extends CrashScenario {
  LongCrashKernelIT() {
    super(50);
  }
}
