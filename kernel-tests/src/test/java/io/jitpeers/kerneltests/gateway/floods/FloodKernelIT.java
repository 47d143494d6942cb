package io.jitpeers.kerneltests.gateway.floods;

/** A small number of datagrams, which shows the behaviour. */
class FloodKernelIT extends FloodScenario {
  FloodKernelIT() {
    super(1);
  }
}
