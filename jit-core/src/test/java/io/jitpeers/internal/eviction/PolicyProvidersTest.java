package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyProvidersTest {
  private final Map<String, EvictionPolicyProvider> providers =
      ServiceLoader.load(EvictionPolicyProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(provider -> provider.getClass().getName().startsWith("io.jitpeers.internal."))
          .collect(Collectors.toMap(EvictionPolicyProvider::name, Function.identity()));

  private Object make(String name, Map<String, String> values) {
    Settings settings = Settings.of(values);
    Object policy = providers.get(name).create(settings.scope("eviction-policy").scope(name));
    settings.rejectUnknown();
    return policy;
  }

  @Test
  void thereIsOneForEachPolicy() {
    assertThat(providers.keySet())
        .containsExactlyInAnyOrder("idle", "probation", "capacity", "expiry");
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    assertThat(make("idle", Map.of())).hasToString("IdlePolicy[after=PT10M]");
    assertThat(make("probation", Map.of())).hasToString("ProbationPolicy[after=PT1M30S]");
    assertThat(make("expiry", Map.of())).hasToString("ExpiryPolicy[]");
    assertThat(make("capacity", Map.of("eviction-policy.capacity.hard", "1000")))
        .hasToString("CapacityPolicy[soft=900, hard=1000, idleThreshold=PT10M]");
    assertThat(make("capacity", Map.of("eviction-policy.capacity.hard", "1")))
        .hasToString("CapacityPolicy[soft=1, hard=1, idleThreshold=PT10M]");
  }

  @Test
  void settingsAreHeeded() {
    assertThat(make("idle", Map.of("eviction-policy.idle.after", "5m")))
        .hasToString("IdlePolicy[after=PT5M]");
    assertThat(make("probation", Map.of("eviction-policy.probation.after", "20s")))
        .hasToString("ProbationPolicy[after=PT20S]");
    assertThat(
            make(
                "capacity",
                Map.of(
                    "eviction-policy.capacity.soft", "5",
                    "eviction-policy.capacity.hard", "6",
                    "eviction-policy.capacity.idle", "1h")))
        .hasToString("CapacityPolicy[soft=5, hard=6, idleThreshold=PT1H]");
  }

  @ParameterizedTest
  @CsvSource({
    "idle, after, 0s, longer than zero",
    "idle, after, soon, must be a duration",
    "probation, after, 0ms, longer than zero",
    "capacity, hard, -4, 'at least the soft one of 1, not -4'",
    "capacity, soft, 7, eviction-policy.capacity.hard is missing",
  })
  void wrongSettingsFailWithASentence(String policy, String key, String value, String message) {
    String full = "eviction-policy." + policy + "." + key;
    assertThatThrownBy(() -> make(policy, Map.of(full, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the setting eviction-policy." + policy)
        .hasMessageContaining(message);
  }
}
