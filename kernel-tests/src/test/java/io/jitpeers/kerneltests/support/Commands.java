package io.jitpeers.kerneltests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end, within a time limit. Thread-safe. */
public final class Commands {
  /** The default time limit of a command. */
  public static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final List<String> prefix;
  private final Duration timeout;
  private final String input;

  private Commands(List<String> prefix, Duration timeout, String input) {
    this.prefix = prefix;
    this.timeout = timeout;
    this.input = input;
  }

  /** Returns an instance that runs commands unchanged. */
  public static Commands here() {
    return new Commands(List.of(), TIMEOUT, "");
  }

  /**
   * Returns an instance that runs commands through another one, such as {@code ip netns exec NAME}.
   */
  public Commands through(String... wrapper) {
    List<String> longer = new ArrayList<>(prefix);
    longer.addAll(Arrays.asList(wrapper));
    return new Commands(List.copyOf(longer), timeout, input);
  }

  /** Returns an instance with another time limit for each command. */
  public Commands within(Duration newTimeout) {
    return new Commands(prefix, newTimeout, input);
  }

  /** Returns an instance that gives each command a text on its standard input. */
  public Commands reading(String newInput) {
    return new Commands(prefix, timeout, newInput);
  }

  /**
   * Runs a command, which must succeed.
   *
   * @return its standard output
   * @throws AssertionError if it fails; the message contains its output
   */
  public String run(String... command) {
    CommandResult result = attempt(command);
    if (result.exitCode() != 0) {
      throw new AssertionError(result.toString());
    }
    return result.output();
  }

  /**
   * Runs a command that may fail.
   *
   * @throws AssertionError if it takes too long
   */
  public CommandResult attempt(String... command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(Arrays.asList(command));
    try {
      // Files instead of pipes: a full pipe would block the command, and a pipe that is not read
      // would block this thread.
      Path stdin = Files.createTempFile("jit-command", ".in");
      Path output = Files.createTempFile("jit-command", ".out");
      Path errors = Files.createTempFile("jit-command", ".err");
      try {
        Files.writeString(stdin, input);
        Process process =
            new ProcessBuilder(line)
                .redirectInput(stdin.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        boolean inTime = finish(process, line);
        int exitCode = inTime ? process.exitValue() : -1;
        CommandResult result = new CommandResult(line, exitCode, read(output), read(errors));
        if (!inTime) {
          throw new AssertionError("Not done within " + timeout + ": " + result);
        }
        return result;
      } finally {
        Files.delete(stdin);
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not run " + String.join(" ", line), e);
    }
  }

  /**
   * Waits for the end of a process. Returns false if the time limit passed; then the process was
   * killed.
   */
  private boolean finish(Process process, List<String> line) {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + String.join(" ", line), e);
    } finally {
      // Searching for descendants reads all of /proc, and an ended process has none.
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
