package io.jitpeers.benchmarks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a section's run. They are kept after the run.
 *
 * @param folder the folder of the files
 */
record RunFiles(Path folder) {

  /** Returns the file in which the script {@code prepare} names the kernel to use. */
  Path where() {
    return folder.resolve("where");
  }

  /** Returns the file with the output of the script {@code prepare}, which prepares the kernel. */
  Path prepared() {
    return folder.resolve("prepare.log");
  }

  /** Returns the file with the shell variables for the User-Mode Linux's script {@code init}. */
  Path environment() {
    return folder.resolve("environment");
  }

  /** Returns the file with the arguments of the measuring JVM. */
  Path javaArguments() {
    return folder.resolve("java.args");
  }

  /** Returns the file to which the measuring JVM appends figures. */
  Path figures() {
    return folder.resolve("figures.jsonl");
  }

  /** Returns the file with the output of the measuring JVM. */
  Path output() {
    return folder.resolve("output.log");
  }

  /** Returns the file with the exit code of the measuring JVM. */
  Path exitCode() {
    return folder.resolve("exit-code");
  }

  /** Returns the file with the kernel's console output. */
  Path console() {
    return folder.resolve("console.log");
  }

  /** Returns the file with the output of the script {@code boot}, which boots the kernel. */
  Path booted() {
    return folder.resolve("boot.log");
  }

  /** Creates the folder, and removes files of an earlier run from it. */
  void clear() throws IOException {
    Files.createDirectories(folder);
    for (Path file :
        List.of(
            where(),
            prepared(),
            environment(),
            javaArguments(),
            figures(),
            output(),
            exitCode(),
            console(),
            booted())) {
      Files.deleteIfExists(file);
    }
  }
}
