package io.jitpeers.kerneltests.engine;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a run in User-Mode Linux depends on. It is in system properties, which Failsafe sets from
 * Maven's of the same names.
 *
 * @param folder where the run's files are
 * @param scripts where "boot" and "init" are
 * @param memory of the machine, such as 2G
 * @param deadline for the whole run
 * @param patience how long it may go on without a test that starts or ends
 * @param jvmOptions of the inner JVM
 */
record UmlSettings(
    RunFolder folder,
    Path scripts,
    String memory,
    Duration deadline,
    Duration patience,
    List<String> jvmOptions) {

  /** What starts with these is passed on to the inner JVM. */
  private static final List<String> PASSED_ON = List.of("jit.", "junit.", "logback.");

  /** How long before the deadline the inner JVM prints its threads. */
  private static final Duration DUMP_AHEAD = Duration.ofSeconds(10);

  static UmlSettings ofSystemProperties() {
    return new UmlSettings(
        new RunFolder(Path.of(required("jit.kernel.folder"))),
        Path.of(required("jit.kernel.scripts")),
        required("jit.kernel.memory"),
        Duration.ofSeconds(Long.parseLong(required("jit.kernel.deadline"))),
        Duration.ofSeconds(Long.parseLong(required("jit.kernel.patience"))),
        Pattern.compile("\\s+").splitAsStream(required("jit.kernel.argLine").strip()).toList());
  }

  private static String required(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "The system property "
              + name
              + " is missing; Failsafe sets it, see kernel-tests/pom.xml.");
    }
    return value;
  }

  /** Shell variables, as "init" wants them. */
  List<String> environment() {
    long dumpAfter = Math.max(1, deadline.minus(DUMP_AHEAD).toSeconds());
    return List.of(
        "export JAVA_HOME=" + shellQuoted(System.getProperty("java.home")),
        "export HOME=" + shellQuoted(System.getProperty("user.home")),
        "DUMP_AFTER=" + dumpAfter);
  }

  /** The inner JVM's arguments, for an @-file. */
  List<String> javaArguments() {
    List<String> arguments = new ArrayList<>(jvmOptions);
    // All outside may be shared with the host, whose process ids are others.
    arguments.add("-XX:-UsePerfData");
    arguments.add("-XX:ErrorFile=" + folder.path().resolve("hs_err.log"));
    arguments.add("-Djava.io.tmpdir=/run/tmp");
    arguments.add("-Djna.tmpdir=/run/tmp");
    passedOn(System.getProperties())
        .forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    arguments.add("-cp");
    arguments.add(classPath());
    arguments.add(InnerMain.class.getName());
    arguments.add(folder.path().toString());
    return arguments.stream().map(UmlSettings::quoted).toList();
  }

  /**
   * The fork's own class path is a jar that names the real one, unless Surefire has put it right
   * already.
   */
  private static String classPath() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(classPath)
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Map<String, String> passedOn(Properties properties) {
    Map<String, String> passed = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (PASSED_ON.stream().anyMatch(name::startsWith)) {
        passed.put(name, properties.getProperty(name));
      }
    }
    return passed;
  }

  /** As the java launcher reads its @-files. */
  static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  static String shellQuoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
