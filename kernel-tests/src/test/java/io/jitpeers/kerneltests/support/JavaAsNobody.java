package io.jitpeers.kerneltests.support;

import java.nio.file.Path;
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
                "--ambient-caps=" + granted,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                // From JDK 24 on a JVM warns on its output of native code that was not announced.
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Djna.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile")));
    String archive = System.getProperty("jit.tests.archive");
    if (archive != null) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }
}
