package io.jitpeers.trace;

import io.jitpeers.event.Outcome;
import java.time.Duration;
import java.util.Objects;

/**
 * The end of a provisioning. Immutable.
 *
 * @param outcome {@link Outcome#INSTALLED}, or the reason why the peer was not installed
 * @param detail a sentence that explains the outcome, without secrets. The sentence may contain
 *     public keys and addresses
 * @param took the time since the provisioning began, by the gateway's monotonic clock
 */
public record ProvisioningEnd(Outcome outcome, String detail, Duration took) {

  /**
   * Creates the end of a provisioning.
   *
   * @param outcome as in the record
   * @param detail as in the record
   * @param took as in the record
   */
  public ProvisioningEnd {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(took, "took");
  }
}
