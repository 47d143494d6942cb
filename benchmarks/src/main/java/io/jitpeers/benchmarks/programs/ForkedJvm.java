package io.jitpeers.benchmarks.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Runs a main class of this class path in a separate JVM. So compiled code and heap of earlier runs
 * do not influence the run. Immutable.
 */
public final class ForkedJvm {
  private final List<String> prefix;
  private final List<String> options;

  private ForkedJvm(List<String> prefix, List<String> options) {
    this.prefix = List.copyOf(prefix);
    this.options = List.copyOf(options);
  }

  /** Returns a JVM with options such as {@code -Xmx1g}. */
  public static ForkedJvm with(String... options) {
    return new ForkedJvm(List.of(), List.of(options));
  }

  /**
   * Returns a JVM like this one that may only use the given processors.
   *
   * @param processors the processors, in the syntax of taskset(1), such as {@code 0,1}
   */
  public ForkedJvm onProcessors(String processors) {
    return new ForkedJvm(List.of("taskset", "-c", processors), options);
  }

  /** Returns the path of the command {@code java} that runs this program. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the command that runs a main class. */
  public List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(java());
    command.addAll(options);
    command.add("-cp");
    command.add(Objects.requireNonNull(System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs a main class to its end and returns the lines of its standard output.
   *
   * @param limit how long the run may take
   * @param main the class
   * @param arguments the arguments of the main class
   * @throws IOException if the run fails
   * @throws InterruptedException if this thread is interrupted; the JVM is ended
   */
  public List<String> run(Duration limit, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return Program.run(command(main, arguments), limit).lines().toList();
  }
}
