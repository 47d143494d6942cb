package io.jitpeers.kerneltests.support;

import java.nio.file.Path;

/** The repository's files, which the tests see on every kernel. */
public final class Repository {
  private static final Path ROOT =
      Path.of(System.getProperty("jit.examples.jar"))
          .toAbsolutePath()
          .resolve("../../..")
          .normalize();

  private Repository() {}

  /**
   * Returns a file of the repository.
   *
   * @param path its path from the root
   */
  public static Path file(String path) {
    return ROOT.resolve(path);
  }
}
