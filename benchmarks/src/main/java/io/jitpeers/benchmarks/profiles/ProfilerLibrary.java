package io.jitpeers.benchmarks.profiles;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/** The profiler's native library, which is in its jar for Linux on two processor architectures. */
final class ProfilerLibrary {
  private static final String NAME = "libasyncProfiler.so";
  private static final Map<String, String> FOLDERS =
      Map.of("amd64", "linux-x64", "aarch64", "linux-arm64");

  private ProfilerLibrary() {}

  /**
   * Writes the library to a file.
   *
   * @param folder the file's folder
   * @throws IOException if there is no library for this machine, or it cannot be written
   */
  static Path extract(Path folder) throws IOException {
    String architecture = System.getProperty("os.arch");
    @Nullable String from = FOLDERS.get(architecture);
    if (from == null || !System.getProperty("os.name").equals("Linux")) {
      throw new IOException(
          "Profiles need Linux on one of " + List.copyOf(FOLDERS.keySet()) + ": " + architecture);
    }
    try (@Nullable InputStream library =
        AsyncProfiler.class.getResourceAsStream("/" + from + "/" + NAME)) {
      if (library == null) {
        throw new IOException("The profiler's jar does not have " + from + "/" + NAME);
      }
      Path file = folder.resolve(NAME);
      Files.write(file, library.readAllBytes());
      return file;
    }
  }
}
