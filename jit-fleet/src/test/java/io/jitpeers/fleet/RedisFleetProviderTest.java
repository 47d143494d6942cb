package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFleetProviderTest {
  private static Fleet create(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    settings.forEach((key, value) -> all.put("fleet.redis." + key, value));
    Settings read = Settings.of(all);
    Fleet fleet = new RedisFleetProvider().create(read.scope("fleet").scope("redis"));
    read.rejectUnknown();
    return fleet;
  }

  @Test
  void itIsFound() {
    assertThat(ServiceLoader.load(FleetProvider.class))
        .extracting(FleetProvider::name)
        .contains("redis");
  }

  @Test
  void allSettingsAreRead() {
    try (Fleet fleet =
        create(
            Map.of(
                "url", "rediss://a.invalid",
                "user", "gateway",
                "password-file", "/run/secret",
                "ca-file", "/etc/ca.pem",
                "prefix", "eu:",
                "keep", "7d",
                "keep-strangers", "5m",
                "keep-locations", "181s"))) {
      assertThat(fleet.isReachable()).isFalse();
    }
  }

  @Test
  void theUrlIsRequired() {
    assertThatThrownBy(() -> create(Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("fleet.redis.url is required");
  }

  @Test
  void aPasswordInTheUrlIsNotRepeated() {
    assertThatThrownBy(() -> create(Map.of("url", "redis://u:sesame@a")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("password-file")
        .satisfies(e -> assertThat(Throwables.getStackTraceAsString(e)).doesNotContain("sesame"));
  }

  @ParameterizedTest
  @CsvSource({
    "user, gateway, needs a password",
    "ca-file, /etc/ca.pem, no effect without TLS",
    "keep, 5m, shorter than",
    "keep-strangers, 0s, must be",
    "keep-locations, 180s, REJECT_AFTER_TIME",
    "keep-locations, 4000d, must be 1 ms to",
    "prefix, 0123456789012345678901234567890123456789012345678901234567890123456789, 1 to 64 bytes",
  })
  void whatDoesNotFitIsRefused(String key, String value, String reason) {
    assertThatThrownBy(() -> create(Map.of("url", "redis://a", key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
