package io.jitpeers.kerneltests.support;

import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import java.time.Duration;

/** Options of an orchestrator that keep a slow machine from causing failures. */
public final class Patient {
  private Patient() {}

  /** Returns options with timeouts of minutes for lookups and installs. */
  public static ProvisioningOptions.Builder provisioning() {
    return ProvisioningOptions.builder()
        .lookupDeadline(Duration.ofMinutes(1))
        .pendingDeadline(Duration.ofMinutes(2));
  }

  /** Returns options that recognize duplicate frames for a minute, the maximum. */
  public static AdmissionOptions admission() {
    return AdmissionOptions.builder().duplicateWindow(Duration.ofMinutes(1)).build();
  }
}
