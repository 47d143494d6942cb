package io.jitpeers.fleet;

import io.lettuce.core.LettuceVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks which release of Lettuce is there. An application may have another one than this module
 * asks for, because its framework manages the version.
 *
 * <p>Lettuce 6.6 sends commands again that were in flight when a connection was lost, although its
 * replay filter forbids it. The second attempt to advance a mark looks like a replayed initiation
 * then, and announcements are missed without notice.
 */
final class LettuceRelease {
  private static final int MAJOR = 6;
  private static final int MINOR = 8;
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

  private LettuceRelease() {}

  /**
   * Checks the release.
   *
   * @throws IllegalStateException if it is too old
   */
  static void check() {
    Package lettuce = LettuceVersion.class.getPackage();
    check(lettuce.getImplementationTitle(), lettuce.getImplementationVersion());
  }

  /**
   * Checks a release by the manifest of its jar. In a shaded jar and on the module path it is not
   * known.
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
