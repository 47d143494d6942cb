package io.jitpeers.kerneltests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether the kernel that the other tests rely on has what they need. */
class SmokeKernelIT {
  @Test
  void kernelRuns() {
    assertThat(System.getProperty("os.name")).isEqualTo("Linux");
  }
}
