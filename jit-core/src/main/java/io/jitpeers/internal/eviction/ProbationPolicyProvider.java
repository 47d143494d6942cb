package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.eviction.ProbationPolicy;
import io.jitpeers.settings.Settings;

/**
 * Creates a {@link ProbationPolicy} from settings: {@code after}, the time that a new peer has for
 * its first handshake, by default 90 s.
 */
public final class ProbationPolicyProvider implements EvictionPolicyProvider {
  @Override
  public String name() {
    return "probation";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    return PolicySettings.checked(
        settings,
        "after",
        () ->
            ProbationPolicy.of(
                settings.duration("after").orElse(EvictionPolicies.DEFAULT_PROBATION)));
  }
}
