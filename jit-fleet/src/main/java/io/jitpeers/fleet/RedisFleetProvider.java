package io.jitpeers.fleet;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.FleetProvider;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Creates a {@link RedisFleet} from settings, under the name {@code redis}. Stateless and
 * thread-safe. Its settings:
 *
 * <ul>
 *   <li>{@code url}: the address of the engine; see {@link RedisFleetOptions#builder}. Required.
 *   <li>{@code user}: the ACL user; the default user if absent.
 *   <li>{@code password-file}: the file that contains the password.
 *   <li>{@code ca-file}: the file with the certificate authorities that the engine's certificate is
 *       checked against; only with TLS.
 *   <li>{@code prefix}: the beginning of the names of all keys that the fleet writes to the engine;
 *       {@code jit:} by default.
 *   <li>{@code keep}: how long replay marks live; 30 days by default.
 *   <li>{@code keep-strangers}: how long the replay marks of strangers live; 10 minutes by default.
 *       {@link RedisFleetOptions.Builder#keepStrangers} says who is a stranger.
 *   <li>{@code keep-locations}: how long the record of a peer's gateway lives after the gateway's
 *       latest claim; 10 minutes by default.
 * </ul>
 */
public final class RedisFleetProvider implements FleetProvider {
  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public RedisFleetProvider() {}

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Fleet create(Settings settings) {
    RedisFleetOptions.Builder builder = builder(settings);
    settings.text("user").ifPresent(builder::user);
    settings
        .parse("password-file", "the path of a file", Path::of)
        .ifPresent(builder::passwordFile);
    settings.parse("ca-file", "the path of a file", Path::of).ifPresent(builder::caFile);
    settings.parse("prefix", "1 to 64 bytes", Function.identity()).ifPresent(builder::prefix);
    settings.duration("keep").ifPresent(builder::keep);
    settings.duration("keep-strangers").ifPresent(builder::keepStrangers);
    settings.duration("keep-locations").ifPresent(builder::keepLocations);
    return new RedisFleet(builder.build());
  }

  private static RedisFleetOptions.Builder builder(Settings settings) {
    String key = settings.fullKey("url");
    String url =
        settings
            .text("url")
            .orElseThrow(
                () ->
                    new SettingsException(
                        "the setting " + key + " is required: " + EngineAddress.FORMS));
    try {
      return RedisFleetOptions.builder(url);
    } catch (IllegalArgumentException e) {
      // The message omits the value, which may contain a password.
      throw new SettingsException("the setting " + key + ": " + e.getMessage(), e);
    }
  }
}
