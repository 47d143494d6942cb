package io.jitpeers.kerneltests.support;

import java.util.List;

/**
 * What came of a command.
 *
 * @param command the whole command
 * @param exitCode 0 if it succeeded
 * @param output what it printed
 * @param errors what it printed on standard error
 */
public record CommandResult(List<String> command, int exitCode, String output, String errors) {
  private static final int MOST = 2_000;

  /** The command, its exit code and what it printed, with long outputs cut. */
  @Override
  public String toString() {
    return String.join(" ", command) + "\nexit code " + exitCode + "\n" + cut(errors) + cut(output);
  }

  private static String cut(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "...\n";
  }
}
