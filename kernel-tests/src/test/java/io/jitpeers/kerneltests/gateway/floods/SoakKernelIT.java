package io.jitpeers.kerneltests.gateway.floods;

/** Some. */
class SoakKernelIT extends SoakScenario {
  SoakKernelIT() {
    super(3_000);
  }
}
