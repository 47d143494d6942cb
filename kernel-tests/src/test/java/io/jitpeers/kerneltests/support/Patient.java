package io.jitpeers.kerneltests.support;

import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import java.time.Duration;

/** An orchestrator's options with which a slow machine is nobody's failure. */
public final class Patient {
  private Patient() {}

  /** Returns options that give lookups and installs minutes. */
  public static ProvisioningOptions.Builder provisioning() {
    return ProvisioningOptions.builder()
        .lookupDeadline(Duration.ofMinutes(1))
        .pendingDeadline(Duration.ofMinutes(2));
  }

  /** Returns options that know a frame again for a minute, the most there is. */
  public static AdmissionOptions admission() {
    return AdmissionOptions.builder().duplicateWindow(Duration.ofMinutes(1)).build();
  }
}
