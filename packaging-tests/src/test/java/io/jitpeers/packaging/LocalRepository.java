package io.jitpeers.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository with this build's artifacts. Everything else is a link to the user's
 * repository. So artifacts that the user already has are not downloaded again, and this build's
 * artifacts are not installed in the user's repository.
 */
public final class LocalRepository {
  private static final String GROUP = "jitpeers";

  private LocalRepository() {}

  /**
   * Creates the repository, or updates it.
   *
   * @param folder the folder of the repository
   * @param users the user's repository
   * @param root the source tree with the packaged modules
   * @param version the version of the modules
   */
  static void create(Path folder, Path users, Path root, String version) throws IOException {
    Path io = Files.createDirectories(folder.resolve("io"));
    Files.createDirectories(users.resolve("io"));
    link(users, folder, "io");
    link(users.resolve("io"), io, GROUP);
    Path group = io.resolve(GROUP);
    put(root.resolve("pom.xml"), group, "jit-peers", version, "pom");
    for (Path module : modules(root)) {
      String artifact = module.getFileName().toString();
      put(module.resolve("pom.xml"), group, artifact, version, "pom");
      if (hasJar(module)) {
        Path jar = module.resolve("target").resolve(artifact + "-" + version + ".jar");
        put(jar, group, artifact, version, "jar");
      }
    }
  }

  /**
   * Moves downloaded artifacts to the user's repository, where a build without a network finds
   * them.
   */
  static void keepDownloads(Path folder, Path users) throws IOException {
    keep(folder, users, "io");
    keep(folder.resolve("io"), users.resolve("io"), GROUP);
  }

  private static void keep(Path from, Path to, String except) throws IOException {
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.toList()) {
        Path kept = to.resolve(child.getFileName());
        boolean downloaded = Files.isDirectory(child) && !Files.isSymbolicLink(child);
        if (downloaded && !child.endsWith(except) && !Files.exists(kept)) {
          Files.move(child, kept);
        }
      }
    }
  }

  /** Returns whether a module has a jar, which the BOM has not. */
  public static boolean hasJar(Path module) {
    return Files.exists(module.resolve("src"));
  }

  /** Returns the modules that are published. */
  public static List<Path> modules(Path root) throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith("jit-"))
          .filter(child -> Files.exists(child.resolve("pom.xml")))
          .toList();
    }
  }

  private static void link(Path from, Path to, String except) throws IOException {
    try (Stream<Path> children = Files.list(from)) {
      for (Path child : children.toList()) {
        Path link = to.resolve(child.getFileName());
        if (!child.endsWith(except) && !Files.exists(link)) {
          Files.createSymbolicLink(link, child.toAbsolutePath());
        }
      }
    }
  }

  private static void put(Path file, Path group, String artifact, String version, String type)
      throws IOException {
    Path folder = Files.createDirectories(group.resolve(artifact).resolve(version));
    Path target = folder.resolve(artifact + "-" + version + "." + type);
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
  }
}
