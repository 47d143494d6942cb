package io.jitpeers.kerneltests.support;

import java.util.ArrayList;
import java.util.List;

/** Runs programs of this class path as a user without privileges other than the granted ones. */
public final class JavaAsNobody {
  private static final String NOBODY = "65534";

  /**
   * Only for reading the class path, which may be readable by root only; it grants no network
   * privileges.
   */
  private static final String READING = "+dac_read_search";

  private JavaAsNobody() {}

  /**
   * Returns the command that runs a program.
   *
   * @param capabilities the granted capabilities, in the syntax of setpriv(1), such as {@code
   *     +net_admin}; empty for none
   * @param program has a main method
   */
  public static String[] command(String capabilities, Class<?> program, String... arguments) {
    String granted = "-all," + READING + (capabilities.isEmpty() ? "" : "," + capabilities);
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=" + granted,
                "--ambient-caps=" + granted));
    command.addAll(JavaCommand.ofTests("64m", program));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }
}
