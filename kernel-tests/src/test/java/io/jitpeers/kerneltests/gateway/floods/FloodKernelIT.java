package io.jitpeers.kerneltests.gateway.floods;

/** As many as show the way it goes. */
class FloodKernelIT extends FloodScenario {
  FloodKernelIT() {
    super(1);
  }
}
