package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.time.Duration;

/**
 * Creates a {@link CapacityPolicy} from settings: {@code hard}, required; {@code soft}, by default
 * nine tenths of {@code hard}; {@code idle}, the idle threshold at the soft limit, by default 10
 * minutes.
 */
public final class CapacityPolicyProvider implements EvictionPolicyProvider {
  @Override
  public String name() {
    return "capacity";
  }

  @Override
  public EvictionPolicy create(Settings settings) {
    int hard =
        settings
            .integer("hard")
            .orElseThrow(
                () ->
                    new SettingsException(
                        "the setting "
                            + settings.fullKey("hard")
                            + " is missing; set it to the maximum number of resident peers"));
    int soft = settings.integer("soft").orElse((int) Math.max(1, hard * 9L / 10));
    Duration idle = settings.duration("idle").orElse(EvictionPolicies.DEFAULT_IDLE);
    return PolicySettings.checked(settings, "*", () -> CapacityPolicy.of(soft, hard, idle));
  }
}
