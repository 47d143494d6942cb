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

/** Runs programs to their end, in bounded time. Thread-safe. */
public final class Commands {
  /** What a command may take that does not say otherwise. */
  public static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final List<String> prefix;
  private final Duration timeout;
  private final String input;

  private Commands(List<String> prefix, Duration timeout, String input) {
    this.prefix = prefix;
    this.timeout = timeout;
    this.input = input;
  }

  /** Runs commands as they are. */
  public static Commands here() {
    return new Commands(List.of(), TIMEOUT, "");
  }

  /** Runs commands by way of another one, such as {@code ip netns exec NAME}. */
  public Commands through(String... wrapper) {
    List<String> longer = new ArrayList<>(prefix);
    longer.addAll(Arrays.asList(wrapper));
    return new Commands(List.copyOf(longer), timeout, input);
  }

  /** Gives each command so long. */
  public Commands within(Duration newTimeout) {
    return new Commands(prefix, newTimeout, input);
  }

  /** Gives each command this to read on its standard input. */
  public Commands reading(String newInput) {
    return new Commands(prefix, timeout, newInput);
  }

  /**
   * Runs a command, which must succeed.
   *
   * @return its standard output
   * @throws AssertionError if it fails; the message has what it printed
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
      // Files, for a pipe that nobody empties would stop the command, and one that nobody reads
      // would stop us.
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

  /** Returns false if it takes too long; it has ended in any case. */
  private boolean finish(Process process, List<String> line) {
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + String.join(" ", line), e);
    } finally {
      // To look for descendants is to read all of /proc, and who has ended has none.
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
