package io.jitpeers.internal.settings;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.Settings;
import java.util.List;

/** A plug-in that is not registered in this module. */
public final class PluginPolicyProvider implements EvictionPolicyProvider {
  @Override
  public String name() {
    return "plug-in";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    return view -> List.of();
  }
}
