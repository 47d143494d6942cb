package io.jitpeers.examples.common;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders where JNA (Java Native Access) looks for native libraries. JNA runs ldconfig(8) to
 * find these folders, unless a system property names them. This class sets the property, because
 * running ldconfig would take a noticeable part of a program's start-up time. If JNA loads a
 * library by its full file name, such as {@code libc.so.6}, and the library is in none of these
 * folders, the dynamic linker searches its own folders.
 */
public final class LibraryPaths {
  private static final String PROPERTY = "jna.platform.library.path";
  private static final String C_LIBRARY = "libc.so.6";
  private static final Map<String, String> TRIPLETS =
      Map.of("amd64", "x86_64-linux-gnu", "aarch64", "aarch64-linux-gnu");

  private LibraryPaths() {}

  /**
   * Sets the system property that names the folders. Does nothing if the property is already set,
   * or if none of the usual folders contains the C library. Must be called before JNA is used.
   */
  public static void set() {
    if (System.getProperty(PROPERTY) == null) {
      folders(Path.of("/"), System.getProperty("os.arch"))
          .ifPresent(folders -> System.setProperty(PROPERTY, folders));
    }
  }

  /**
   * Returns the usual library folders that exist, joined by the path separator. Returns empty if
   * none of these folders contains the C library.
   */
  static Optional<String> folders(Path root, String architecture) {
    String triplet = TRIPLETS.getOrDefault(architecture, "");
    List<Path> folders =
        Stream.of("usr/lib/" + triplet, "lib/" + triplet, "usr/lib64", "lib64", "usr/lib", "lib")
            .map(root::resolve)
            .distinct()
            .filter(Files::isDirectory)
            .toList();
    return folders.stream().anyMatch(folder -> Files.exists(folder.resolve(C_LIBRARY)))
        ? Optional.of(
            folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)))
        : Optional.empty();
  }
}
