package io.jitpeers.kerneltests.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Command lines of small JVMs with a short start-up time, with the class-data archives of the run
 * if they exist: several JVMs share one slow processor.
 */
public final class JavaCommand {
  private JavaCommand() {}

  /**
   * Returns the command line of a program of jit-examples.jar, to which its arguments are added.
   *
   * @param heap its maximum heap, such as {@code 128m}
   */
  public static List<String> ofExamples(String heap) {
    List<String> line = java(heap, "jit.examples.archive");
    line.addAll(List.of("-jar", System.getProperty("jit.examples.jar")));
    return line;
  }

  /**
   * Returns the command line of a program of the tests' class path, to which its arguments are
   * added.
   *
   * @param heap its maximum heap, such as {@code 64m}
   * @param program has a main method
   */
  public static List<String> ofTests(String heap, Class<?> program) {
    List<String> line = java(heap, "jit.tests.archive");
    // Since JDK 24, a JVM prints a warning about native code that was not enabled. The manifest of
    // the executable jar enables it; with this option too, a JVM would refuse the jar's archive.
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    return line;
  }

  private static List<String> java(String heap, String archiveProperty) {
    String temporary = System.getProperty("java.io.tmpdir");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // Maps class-data archives where they were made for. At another address, which is
                // the default, the JVM writes to all of their pages, and page faults are slow here.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                "-Djava.io.tmpdir=" + temporary,
                "-Djna.tmpdir=" + temporary,
                // Runs without the archive, and without a message, if it does not fit, because
                // tests read the output.
                "-Xshare:auto",
                "-Xlog:disable"));
    String archive = System.getProperty(archiveProperty);
    if (archive != null) {
      line.add("-XX:SharedArchiveFile=" + archive);
    }
    return line;
  }
}
