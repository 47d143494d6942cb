package io.jitpeers.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Classes that cannot be loaded, for the front of another JVM's class path. */
public final class BrokenClasses {
  private BrokenClasses() {}

  /** Writes an empty file for each class. */
  public static void in(Path directory, String... names) throws IOException {
    for (String name : names) {
      Path file = directory.resolve(name.replace('.', '/') + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
    }
  }
}
