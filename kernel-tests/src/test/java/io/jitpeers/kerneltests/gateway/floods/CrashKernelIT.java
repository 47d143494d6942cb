package io.jitpeers.kerneltests.gateway.floods;

/** A few kills. */
class CrashKernelIT extends CrashScenario {
  CrashKernelIT() {
    super(3);
  }
}
