package io.jitpeers.kerneltests.support;

import java.util.List;

/**
 * The result of a command.
 *
 * @param command the whole command
 * @param exitCode 0 if it succeeded
 * @param output its standard output
 * @param errors its standard error
 */
public record CommandResult(List<String> command, int exitCode, String output, String errors) {
  private static final int MOST = 2_000;

  /** Returns the command, its exit code and its output, with long outputs truncated. */
  @Override
  public String toString() {
    return String.join(" ", command) + "\nexit code " + exitCode + "\n" + cut(errors) + cut(output);
  }

  private static String cut(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "...\n";
  }
}
