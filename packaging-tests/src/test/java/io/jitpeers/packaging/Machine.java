package io.jitpeers.packaging;

import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what is possible on the machine of the tests. */
final class Machine {
  private Machine() {}

  /** Returns whether packages of Debian can be installed. */
  static boolean isDebianWithRoot() {
    return System.getProperty("user.name").equals("root")
        && Files.exists(Path.of("/usr/bin/apt-get"));
  }

  /** Returns whether nothing may be left out, because this is the build of a submission. */
  static boolean isCi() {
    return "true".equals(System.getenv("CI"));
  }
}
