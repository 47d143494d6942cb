package io.jitpeers.benchmarks.programs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Finds programs, and runs them to their end. */
public final class Program {
  private static final int TAIL = 2_000;

  private Program() {}

  /**
   * Returns the path of an installed program; empty if it is not installed.
   *
   * @param path the directories to search, as in the environment variable {@code PATH}
   */
  public static Optional<Path> find(String name, String path) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * Runs a program to its end and returns its standard output.
   *
   * @param command the program and its arguments
   * @param limit how long the program may take
   * @throws IOException if the program cannot be started, takes too long, or ends with an exit code
   *     other than 0; the message contains its last output
   * @throws InterruptedException if this thread is interrupted; the program is ended
   */
  public static String run(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("jit-benchmark", ".out");
    Path err = Files.createTempFile("jit-benchmark", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      await(process, command, limit);
      if (process.exitValue() != 0) {
        throw new IOException(
            name(command) + " ended with " + process.exitValue() + ": " + tail(out) + tail(err));
      }
      return Files.readString(out, StandardCharsets.UTF_8);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /**
   * Returns how long a program runs from start to end, in milliseconds.
   *
   * @param command the program and its arguments
   * @param limit how long the program may take
   * @throws IOException as {@link #run} does
   * @throws InterruptedException as {@link #run} does
   */
  public static double milliseconds(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    String unused = run(command, limit);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void await(Process process, List<String> command, Duration limit)
      throws IOException, InterruptedException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(name(command) + " did not end within " + limit.toSeconds() + " s");
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String name(List<String> command) {
    return String.join(" ", command.subList(0, Math.min(command.size(), 4)));
  }

  private static String tail(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    return text.length() <= TAIL ? text : text.substring(text.length() - TAIL);
  }
}
