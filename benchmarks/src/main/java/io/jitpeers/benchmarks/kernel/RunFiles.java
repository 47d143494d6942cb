package io.jitpeers.benchmarks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a section's run. They stay there when it is over.
 *
 * @param folder where they are
 */
record RunFiles(Path folder) {

  /** Returns the file in which "prepare" says which kernel to use. */
  Path where() {
    return folder.resolve("where");
  }

  /** Returns what "prepare" printed. */
  Path prepared() {
    return folder.resolve("prepare.log");
  }

  /** Returns the shell variables for "init". */
  Path environment() {
    return folder.resolve("environment");
  }

  /** Returns the arguments of the JVM inside. */
  Path javaArguments() {
    return folder.resolve("java.args");
  }

  /** Returns the file to which the JVM inside appends figures. */
  Path figures() {
    return folder.resolve("figures.jsonl");
  }

  /** Returns what the JVM inside printed. */
  Path output() {
    return folder.resolve("output.log");
  }

  /** Returns the exit code of the JVM inside. */
  Path exitCode() {
    return folder.resolve("exit-code");
  }

  /** Returns what the kernel printed on its console. */
  Path console() {
    return folder.resolve("console.log");
  }

  /** Returns what "boot" printed. */
  Path booted() {
    return folder.resolve("boot.log");
  }

  /** Creates the folder, and removes what an earlier run left in it. */
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
