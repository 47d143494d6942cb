package io.jitpeers.kerneltests.gateway.floods;

import org.junit.jupiter.api.Tag;

/** A hundred thousand evictions. */
@Tag("long")
class LongSoakKernelIT extends SoakScenario {
  LongSoakKernelIT() {
    super(100_000);
  }
}
