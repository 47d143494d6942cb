package io.jitpeers;

import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Shared code of the tests of settings. */
abstract class SettingsRig {
  @TempDir Path directory;

  static SettingsReader reader(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return new SettingsReader(Settings.of(map));
  }
}
