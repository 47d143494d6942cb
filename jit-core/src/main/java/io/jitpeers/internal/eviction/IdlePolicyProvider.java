package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.settings.Settings;

/**
 * Creates an {@link IdlePolicy} from settings: {@code after}, the idle time after which a peer is
 * selected, by default 10 minutes.
 */
public final class IdlePolicyProvider implements EvictionPolicyProvider {
  @Override
  public String name() {
    return "idle";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    return PolicySettings.checked(
        settings,
        "after",
        () -> IdlePolicy.of(settings.duration("after").orElse(EvictionPolicies.DEFAULT_IDLE)));
  }
}
