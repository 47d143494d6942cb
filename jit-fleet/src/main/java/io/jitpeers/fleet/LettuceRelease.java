package io.jitpeers.fleet;

import io.lettuce.core.LettuceVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks which release of Lettuce is present. An application may use a release other than the one
 * that this module depends on, because the application's framework manages the version.
 *
 * <p>When a connection is lost, Lettuce 6.6 repeats the commands that were in flight, although the
 * client's options forbid this ({@code replayFilter}). A repeated command to advance a replay mark
 * (the newest accepted timestamp of a key) then looks like a replayed initiation. With Lettuce 6.6,
 * a gateway can also miss announcements of other gateways without noticing.
 */
final class LettuceRelease {
  private static final int MAJOR = 6;
  private static final int MINOR = 8;
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

  private LettuceRelease() {}

  /**
   * Checks the release of Lettuce that is present.
   *
   * @throws IllegalStateException if the release is older than 6.8
   */
  static void check() {
    Package lettuce = LettuceVersion.class.getPackage();
    check(lettuce.getImplementationTitle(), lettuce.getImplementationVersion());
  }

  /**
   * Checks a release by the title and version in its jar's manifest. Accepts an unknown release,
   * because the manifest's entries are missing in a shaded jar and on the module path.
   *
   * @throws IllegalStateException if the release is older than 6.8
   */
  static void check(@Nullable String title, @Nullable String version) {
    if (!"Lettuce".equals(title) || version == null) {
      return;
    }
    Matcher numbers = NUMBERS.matcher(version);
    if (numbers.matches()) {
      int major = Integer.parseInt(numbers.group(1));
      int minor = Integer.parseInt(numbers.group(2));
      if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
        throw new IllegalStateException(
            "jit-fleet needs Lettuce 6.8 or newer, but the class path has "
                + version
                + "; a framework may manage the version: with Spring Boot's parent, set the"
                + " properties lettuce.version and netty.version (see docs/packaging.md)");
      }
    }
  }
}
