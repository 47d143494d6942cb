package io.jitpeers.kerneltests.gateway.floods;

/** A small number of evictions. */
class SoakKernelIT extends SoakScenario {
  SoakKernelIT() {
    super(3_000);
  }
}
