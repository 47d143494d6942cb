package io.jitpeers.kerneltests.readme;

import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Follows documented commands in a namespace, each in a shell of its own. A line that ends with
 * {@code &} starts a program, which runs until this object is closed.
 */
final class DocumentedShell implements AutoCloseable {
  private static final String IN_THE_BACKGROUND = " &";

  private final NetNamespace where;
  private final UnaryOperator<String> filledIn;
  private final Deque<ExamplesProcess> programs = new ArrayDeque<>();

  /**
   * Creates an object that has run nothing yet.
   *
   * @param filledIn replaces what a reader would replace, and the machine's folders
   */
  DocumentedShell(NetNamespace where, UnaryOperator<String> filledIn) {
    this.where = where;
    this.filledIn = filledIn;
  }

  /** Runs commands; each must succeed. Returns what the last one printed. */
  String follow(List<String> lines) {
    String printed = "";
    for (String line : lines) {
      printed = follow(line);
    }
    return printed;
  }

  /** Runs a command; it must succeed. Returns what it printed. */
  String follow(String line) {
    String command = filledIn.apply(line);
    if (command.endsWith(IN_THE_BACKGROUND)) {
      start(command.substring(0, command.length() - IN_THE_BACKGROUND.length()));
      return "";
    }
    return where.run("sh", "-e", "-c", ExamplesProcess.spelled(command));
  }

  /** Starts a gateway or a control plane, and waits until it serves. */
  private void start(String command) {
    ExamplesProcess program = ExamplesProcess.startSpelled(where, "documented", command);
    programs.push(program);
    program.awaitOutput(command.contains(" gateway ") ? "gateway started" : "listening on ");
  }

  /** Returns the program that was started last. */
  ExamplesProcess latest() {
    return programs.getFirst();
  }

  @Override
  public void close() {
    programs.forEach(ExamplesProcess::close);
  }
}
