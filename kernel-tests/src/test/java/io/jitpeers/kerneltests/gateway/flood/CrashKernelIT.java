package io.jitpeers.kerneltests.gateway.flood;

/** A few times. */
class CrashKernelIT extends CrashScenario {
  CrashKernelIT() {
    super(3);
  }
}
