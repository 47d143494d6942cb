package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.settings.Settings;

/** Creates the {@link ExpiryPolicy}. It has no settings. */
public final class ExpiryPolicyProvider implements EvictionPolicyProvider {
  @Override
  public String name() {
    return "expiry";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    return ExpiryPolicy.of();
  }
}
