package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a run. They are kept after the run.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

  /** Returns the file in which "prepare" names the kernel to use. */
  Path where() {
    return path.resolve("where");
  }

  /** Returns the file with the duration of each class: {@link ClassSeconds}. */
  Path classSeconds() {
    return path.resolve(ClassSeconds.FILE);
  }

  /** Returns the file with the selected tests, one id per line. */
  Path tests() {
    return path.resolve("tests");
  }

  /** Returns the file with JUnit's configuration parameters. */
  Path parameters() {
    return path.resolve("parameters");
  }

  /** Returns the file with shell variables for "init". */
  Path environment() {
    return path.resolve("environment");
  }

  /** Returns the file with the inner JVM's arguments. */
  Path javaArguments() {
    return path.resolve("java.args");
  }

  /** Returns the file with the events, one {@link RunEvent} per line. */
  Path events() {
    return path.resolve("events.log");
  }

  /** Returns the file with the timeline for human readers: {@link Progress}. */
  Path timeline() {
    return path.resolve("timeline.log");
  }

  /** Returns the file with the inner JVM's output. */
  Path output() {
    return path.resolve("output.log");
  }

  /** Returns the file with the kernel's console output: warnings, and the output of a crash. */
  Path console() {
    return path.resolve("console.log");
  }

  /** Returns the file with the inner JVM's exit code. */
  Path exitCode() {
    return path.resolve("exit-code");
  }

  /** Returns the file with the output of "boot" itself. */
  Path boot() {
    return path.resolve("boot.log");
  }

  /** Returns the file that grows while programs run in the kernel: {@link Pulse}. */
  Path pulse() {
    return path.resolve("pulse");
  }

  /** Returns the file with the output of "examine" about a kernel that stopped. */
  Path examination() {
    return path.resolve("examination.log");
  }

  /** Removes files of an earlier run. */
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
