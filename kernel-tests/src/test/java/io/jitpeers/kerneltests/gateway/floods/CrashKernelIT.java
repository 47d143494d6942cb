package io.jitpeers.kerneltests.gateway.floods;

/** A few times. */
class CrashKernelIT extends CrashScenario {
  CrashKernelIT() {
    super(3);
  }
}
