package io.jitpeers.replay.sqlite;

import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayStoreProvider;
import java.nio.file.Path;

/**
 * Creates a {@link SqliteReplayStore} from settings, under the name {@code sqlite}. Stateless and
 * thread-safe. Its setting:
 *
 * <ul>
 *   <li>{@code file}: the path of the file; it is created if it does not exist. Required.
 * </ul>
 */
public final class SqliteReplayStoreProvider implements ReplayStoreProvider {
  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public SqliteReplayStoreProvider() {}

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public ReplayStore create(Settings settings) {
    return settings
        .parse("file", "the path of a file", text -> SqliteReplayStore.in(Path.of(text)))
        .orElseThrow(
            () ->
                new SettingsException(
                    "the setting "
                        + settings.fullKey("file")
                        + " is required: the file that the replay memory is kept in"));
  }
}
