package io.jitpeers.site;

import java.io.IOException;
import java.nio.file.Path;

/** The sources of jit-core, in this project's tree. Immutable. */
final class Sources {
  private final Path folder;

  /**
   * Creates an instance.
   *
   * @param root the root of the project's tree
   */
  Sources(Path root) {
    this.folder = root.resolve("jit-core/src/main/java");
  }

  /** Reads the documentation of a type of jit-core. */
  DocumentedType read(Class<?> type) throws IOException {
    String file = type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java";
    return SourceReader.read(folder.resolve(file), type.getSimpleName());
  }
}
