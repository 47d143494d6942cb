package io.jitpeers.kerneltests.gateway.process;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.JavaCommand;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A command of jit-examples.jar as a process in a namespace. Its output is kept in the folder
 * {@code programs} of the run, for the analysis of failures.
 */
public final class ExamplesProcess implements AutoCloseable {
  /** In a User-Mode Linux on a busy machine, the start of a JVM has taken half a minute. */
  private static final Duration TIME_TO_START = Duration.ofMinutes(5);

  private static final Duration TIME_TO_END = Duration.ofMinutes(3);

  /** The system property with further options of each gateway's JVM, separated by spaces. */
  public static final String GATEWAY_OPTIONS = "jit.gateway.options";

  /** The command with which README starts the program. */
  public static final String SPELLED = "java -jar examples/target/jit-examples.jar";

  private static final Path KEPT = Path.of(System.getProperty("jit.kernel.folder"), "programs");
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String name;
  private final Path printed;
  private final Process process;

  private ExamplesProcess(String name, Path printed, Process process) {
    this.name = name;
    this.printed = printed;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param label part of the name of the output file
   * @param arguments the arguments of jit-examples.jar
   */
  public static ExamplesProcess start(NetNamespace where, String label, List<String> arguments) {
    return launch(where, label, commandLine(arguments));
  }

  /**
   * Starts a command with a shell command line, in which {@link #SPELLED} represents the program.
   */
  public static ExamplesProcess startSpelled(NetNamespace where, String label, String line) {
    return launch(where, label, List.of("sh", "-c", "exec " + spelled(line)));
  }

  /** Returns a shell command line with {@link #SPELLED} replaced by the program. */
  public static String spelled(String line) {
    return line.replace(SPELLED, String.join(" ", commandLine(List.of())));
  }

  private static ExamplesProcess launch(NetNamespace where, String label, List<String> command) {
    String name = COUNTER.incrementAndGet() + "-" + label;
    Path printed = KEPT.resolve(name + ".log");
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", where.name()));
    line.addAll(command);
    try {
      Files.createDirectories(KEPT);
      Process process =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      return new ExamplesProcess(name, printed, process);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start " + String.join(" ", line), e);
    }
  }

  /** Runs a command of jit-examples.jar to its end. */
  public static CommandResult attempt(NetNamespace where, String... arguments) {
    return where.commands().attempt(commandLine(List.of(arguments)).toArray(String[]::new));
  }

  /**
   * Runs a command of jit-examples.jar to its end; it must succeed.
   *
   * @return its standard output
   */
  public static String run(NetNamespace where, String... arguments) {
    return where.commands().run(commandLine(List.of(arguments)).toArray(String[]::new));
  }

  private static List<String> commandLine(List<String> arguments) {
    List<String> line = JavaCommand.ofExamples("128m");
    if (arguments.indexOf("gateway") == 0) {
      line.addAll(line.indexOf("-jar"), gatewayOptions());
    }
    line.addAll(arguments);
    return line;
  }

  /** Returns further options of a gateway's JVM, such as those of a profiler. */
  private static List<String> gatewayOptions() {
    String options = System.getProperty(GATEWAY_OPTIONS, "");
    return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+", -1));
  }

  /** Returns its output so far. */
  public String output() {
    try {
      return new String(Files.readAllBytes(printed), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("What " + name + " printed cannot be read", e);
    }
  }

  /** Waits until it has printed a text. */
  public void awaitOutput(String text) {
    Await.until(TIME_TO_START, () -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      throw new AssertionError(
          name + " did not say \"" + text + "\", and " + state() + ": " + output());
    }
  }

  private String state() {
    return process.isAlive() ? "runs" : "ended with exit code " + process.exitValue();
  }

  /** Waits for its end for a limited time, and returns its exit code. */
  public int awaitEnd() {
    try {
      if (!process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, e);
    }
  }

  /** Returns how many files and sockets it has open (proc(5)). */
  public int openDescriptors() {
    // ip(8) executes the program in its own process.
    try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException("the descriptors of " + name + " cannot be counted", e);
    }
  }

  /** Returns whether it is running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends it a signal.
   *
   * @param name such as {@code STOP}
   */
  public void signal(String name) {
    var unused = Commands.here().run("kill", "-" + name, Long.toString(process.pid()));
  }

  /** Ends it by SIGTERM, and returns its exit code. */
  public int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Ends it by SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    try {
      // A JVM that is killed writes no profile.
      if (!gatewayOptions().isEmpty()) {
        var unused = terminate();
      }
    } finally {
      kill();
    }
  }
}
