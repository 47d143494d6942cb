package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a run. They stay there when it is over.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

  /** Which kernel to use: written by "prepare". */
  Path where() {
    return path.resolve("where");
  }

  /** How long each class took: {@link ClassSeconds}. */
  Path classSeconds() {
    return path.resolve(ClassSeconds.FILE);
  }

  /** The chosen tests, an id a line. */
  Path tests() {
    return path.resolve("tests");
  }

  /** JUnit's configuration parameters. */
  Path parameters() {
    return path.resolve("parameters");
  }

  /** Shell variables for "init". */
  Path environment() {
    return path.resolve("environment");
  }

  /** The inner JVM's arguments. */
  Path javaArguments() {
    return path.resolve("java.args");
  }

  /** What happened, a {@link RunEvent} a line. */
  Path events() {
    return path.resolve("events.log");
  }

  /** When what started and ended, for people: {@link Progress}. */
  Path timeline() {
    return path.resolve("timeline.log");
  }

  /** What the inner JVM printed. */
  Path output() {
    return path.resolve("output.log");
  }

  /** What the kernel printed on its console: warnings, and its last words. */
  Path console() {
    return path.resolve("console.log");
  }

  /** The inner JVM's exit code. */
  Path exitCode() {
    return path.resolve("exit-code");
  }

  /** What "boot" itself had to say. */
  Path boot() {
    return path.resolve("boot.log");
  }

  /** Grows while anything runs in the kernel: {@link Pulse}. */
  Path pulse() {
    return path.resolve("pulse");
  }

  /** What "examine" found in a kernel that had stopped. */
  Path examination() {
    return path.resolve("examination.log");
  }

  /** Removes what an earlier run left behind. */
  void clear() throws IOException {
    Files.createDirectories(path);
    for (Path file :
        List.of(
            tests(),
            parameters(),
            environment(),
            javaArguments(),
            events(),
            timeline(),
            output(),
            console(),
            exitCode(),
            boot(),
            pulse(),
            examination(),
            path.resolve("kernel.log"))) {
      Files.deleteIfExists(file);
    }
  }
}
