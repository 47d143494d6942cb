package io.jitpeers.kerneltests.gateway.floods;

import org.junit.jupiter.api.Tag;

/** A million datagrams without a valid MAC1, 400,000 with one, and 100,000 of valid keys. */
@Tag("long")
class LongFloodKernelIT extends FloodScenario {
  LongFloodKernelIT() {
    super(50);
  }
}
