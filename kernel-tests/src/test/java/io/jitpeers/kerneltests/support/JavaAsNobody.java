package io.jitpeers.kerneltests.support;

import java.util.ArrayList;
import java.util.List;

/** Programs of this class path that run as a user who may do nothing but what is granted. */
public final class JavaAsNobody {
  private static final String NOBODY = "65534";

  /**
   * For reading the class path only, which may be where only root looks; it gives no right to
   * anything of the network.
   */
  private static final String READING = "+dac_read_search";

  private JavaAsNobody() {}

  /**
   * The command that runs a program.
   *
   * @param capabilities what it is granted, as setpriv(1) has it, such as {@code +net_admin}; empty
   *     for nothing
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
