package io.jitpeers.micrometer;

import io.jitpeers.trace.ProvisioningEnd;
import io.jitpeers.trace.ProvisioningStart;
import io.micrometer.observation.Observation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observation {@code jit.provisioning}. The start and the end of the provisioning
 * can be read on any thread.
 */
public final class ProvisioningContext extends Observation.Context {
  private final ProvisioningStart start;
  private volatile @Nullable ProvisioningEnd end;

  ProvisioningContext(ProvisioningStart start) {
    this.start = Objects.requireNonNull(start, "start");
  }

  /**
   * {@return the facts that were known when the provisioning began. They include the peer's whole
   * public key, which spans do not show}
   */
  public ProvisioningStart start() {
    return start;
  }

  /** {@return how the provisioning ended; empty until it has ended} */
  public Optional<ProvisioningEnd> end() {
    return Optional.ofNullable(end);
  }

  void ended(ProvisioningEnd value) {
    end = value;
  }
}
