package io.jitpeers.benchmarks.kernel;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.programs.ProfiledPart;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The measuring JVM, which runs a section on a kernel with WireGuard. It has the same JDK and class
 * path as this JVM.
 *
 * @param section the section that the JVM runs
 * @param effort the effort, which limits the duration
 * @param heap the maximum heap, in the syntax of {@code -Xmx}
 */
record InnerJava(String section, Effort effort, String heap) {

  /**
   * Returns the shell variables for the script "init" of the User-Mode Linux.
   *
   * @param dumpAfterSeconds how long the JVM may run before "init" makes it print a thread dump
   */
  static List<String> environment(long dumpAfterSeconds) {
    return List.of(
        "export JAVA_HOME=" + shellQuoted(System.getProperty("java.home")),
        "export HOME=" + shellQuoted(System.getProperty("user.home")),
        "DUMP_AFTER=" + dumpAfterSeconds);
  }

  /**
   * Returns the arguments in the form of an @-file.
   *
   * @param root the repository's folder
   * @param temporary the folder for the temporary files of the JVM
   */
  List<String> arguments(RunFiles files, Path root, String temporary) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Xmx" + heap);
    arguments.add("--enable-native-access=ALL-UNNAMED");
    arguments.add("-Djdk.lang.Process.launchMechanism=VFORK");
    // The JVM's file with performance data is named after the process id. In a folder shared with
    // the host, this name may belong to another JVM.
    arguments.add("-XX:-UsePerfData");
    arguments.add("-XX:ErrorFile=" + files.folder().resolve("hs_err.log"));
    arguments.add("-Djava.io.tmpdir=" + temporary);
    arguments.add("-Djna.tmpdir=" + temporary);
    arguments.add("-Djit.examples.jar=" + root.resolve("examples/target/jit-examples.jar"));
    Path archive = root.resolve("examples/target/jit-examples.jsa");
    if (Files.exists(archive)) {
      arguments.add("-Djit.examples.archive=" + archive);
    }
    if (System.getProperty(ProfiledPart.START) != null) {
      // Without these options a sample in inlined code is attributed to its caller.
      arguments.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
    }
    arguments.addAll(passedOn(System.getProperties()));
    arguments.add("-Djit.kernel.folder=" + files.folder());
    arguments.add("-cp");
    arguments.add(absolute(System.getProperty("java.class.path")));
    arguments.add(KernelMain.class.getName());
    arguments.addAll(List.of(section, effort.name(), files.figures().toString()));
    return arguments.stream().map(InnerJava::quoted).toList();
  }

  private static List<String> passedOn(Properties properties) {
    return properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith("jit.") || name.startsWith("logback."))
        .sorted()
        .map(name -> "-D" + name + "=" + properties.getProperty(name))
        .toList();
  }

  private static String absolute(String classPath) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(classPath)
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Quotes an argument for the java launcher's @-files. */
  static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String shellQuoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
