package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, with the JDK that runs the tests. */
final class Command {
  /**
   * The result of a program.
   *
   * @param exitCode the program's exit code
   * @param output the program's standard output and standard error
   */
  record Result(int exitCode, String output) {
    /** Checks that the program succeeded, and returns its output. */
    String succeeded() {
      assertThat(exitCode).as(output).isZero();
      return output;
    }
  }

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private Command() {}

  /**
   * Runs a program. If the program does not end within the limit, or the thread is interrupted, the
   * program and its descendants are destroyed.
   *
   * @param folder the working directory
   * @param output the file to which the program's output is written
   * @param limit the time limit for a program that hangs; far more than a working program needs
   * @throws IllegalStateException if the program does not end within the limit
   */
  static Result run(Path folder, Path output, Duration limit, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    setEnvironment(builder.environment());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(
            String.join(" ", command) + " did not end within " + limit + "; its output: " + output);
      }
    } finally {
      destroy(process);
    }
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  /** Sets the variables of a program that is to use the JDK that runs the tests. */
  static void setEnvironment(Map<String, String> environment) {
    environment.put("JAVA_HOME", JAVA_HOME.toString());
    environment.merge("PATH", JAVA_HOME.resolve("bin").toString(), (path, jdk) -> jdk + ":" + path);
    // The environment variables of the Maven that runs this build must not affect another Maven.
    environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
  }

  /** Returns the text of a file that a program writes. */
  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Destroys a process and its descendants. Does nothing if the process has ended. */
  private static void destroy(Process process) {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
