package io.jitpeers.kerneltests.gateway.flood;

/** Some. */
class SoakKernelIT extends SoakScenario {
  SoakKernelIT() {
    super(3_000);
  }
}
