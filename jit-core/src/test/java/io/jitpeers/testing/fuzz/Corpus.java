package io.jitpeers.testing.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stored inputs of a target, in {@code src/test/resources/fuzz/NAME}, one in each file. Jazzer
 * found the files named with forty hexadecimal digits, and a new selection replaces them. Files
 * with other names are inputs that once revealed a fault; they stay.
 */
final class Corpus {
  private static final String CHOSEN = "[0-9a-f]{40}";

  private Corpus() {}

  /** Returns the folder of a target's files, relative to its module. */
  static Path kept(FuzzTarget target) {
    return Path.of("src", "test", "resources", "fuzz", target.name());
  }

  /** Returns all stored inputs of a target, in the order of their names. */
  static List<byte[]> of(FuzzTarget target) {
    URL found = target.getClass().getResource("/fuzz/" + target.name());
    if (found == null) {
      return List.of();
    }
    try {
      return files(Path.of(found.toURI())).stream().map(Corpus::read).toList();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("finding the corpus of " + target.name(), e);
    }
  }

  /** Returns the files in a folder, in the order of their names; none if it does not exist. */
  static List<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + directory, e);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /** Replaces the stored files that Jazzer found with a new selection. */
  static void replace(FuzzTarget target, Path selection) throws IOException {
    Path kept = Files.createDirectories(kept(target));
    for (Path former : files(kept)) {
      if (former.getFileName().toString().matches(CHOSEN)) {
        Files.delete(former);
      }
    }
    for (Path chosen : files(selection)) {
      Files.copy(chosen, kept.resolve(chosen.getFileName()));
    }
  }
}
