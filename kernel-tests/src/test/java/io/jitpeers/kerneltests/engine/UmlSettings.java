package io.jitpeers.kerneltests.engine;

import java.io.File;
import java.nio.file.Files;
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
 * The settings of a run in User-Mode Linux. They come from system properties, which Failsafe sets
 * from Maven's of the same names.
 *
 * @param folder the folder of the run's files
 * @param scripts the folder of "boot" and "init"
 * @param memory the memory of the machine, such as 2G
 * @param deadline the longest duration of the whole run
 * @param patience the longest time without a test that starts or ends
 * @param kernels the largest number of parallel kernels
 * @param jvmOptions the options of the inner JVM
 * @param archives the class-data archives of its JVMs
 */
record UmlSettings(
    RunFolder folder,
    Path scripts,
    String memory,
    Duration deadline,
    Duration patience,
    int kernels,
    List<String> jvmOptions,
    ClassArchives archives) {

  /** System properties with these prefixes are passed on to the inner JVM. */
  private static final List<String> PASSED_ON = List.of("jit.", "junit.", "logback.");

  /** How long before the deadline the inner JVM prints a thread dump. */
  private static final Duration DUMP_AHEAD = Duration.ofSeconds(10);

  static UmlSettings ofSystemProperties() {
    return new UmlSettings(
        new RunFolder(Path.of(required("jit.kernel.folder"))),
        Path.of(required("jit.kernel.scripts")),
        required("jit.kernel.memory"),
        Duration.ofSeconds(Long.parseLong(required("jit.kernel.deadline"))),
        Duration.ofSeconds(Long.parseLong(required("jit.kernel.patience"))),
        kernels(required("jit.kernel.count"), Runtime.getRuntime().availableProcessors()),
        Pattern.compile("\\s+").splitAsStream(required("jit.kernel.argLine").strip()).toList(),
        ClassArchives.none());
  }

  /**
   * Returns the requested number, but no more than there are processors, because each kernel uses
   * one.
   */
  static int kernels(String wanted, int processors) {
    int count = Integer.parseInt(wanted);
    if (count < 1) {
      throw new IllegalStateException("jit.kernel.count is " + wanted + "; it can be 1 or more.");
    }
    return Math.min(count, Math.max(1, processors));
  }

  /** Returns the settings of one of several kernels, whose files are in its own folder. */
  UmlSettings ofKernel(int number) {
    RunFolder own = new RunFolder(folder.path().resolve("kernel-" + number));
    return new UmlSettings(own, scripts, memory, deadline, patience, kernels, jvmOptions, archives);
  }

  /** Creates class-data archives, and returns the settings with them. */
  UmlSettings withArchives() {
    ClassArchives made =
        ClassArchives.make(folder.path(), classPath(), Path.of(required("jit.examples.jar")));
    return new UmlSettings(folder, scripts, memory, deadline, patience, kernels, jvmOptions, made);
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

  /** Returns the shell variables that "init" needs. */
  List<String> environment() {
    long dumpAfter = Math.max(1, deadline.minus(DUMP_AHEAD).toSeconds());
    return List.of(
        "export JAVA_HOME=" + shellQuoted(System.getProperty("java.home")),
        "export HOME=" + shellQuoted(System.getProperty("user.home")),
        "DUMP_AFTER=" + dumpAfter);
  }

  /** Returns the inner JVM's arguments, for an @-file. */
  List<String> javaArguments() {
    List<String> arguments = new ArrayList<>(jvmOptions);
    arguments.addAll(archives.options());
    // The folders outside may be shared with the host, where process ids belong to other processes.
    arguments.add("-XX:-UsePerfData");
    arguments.add("-XX:ErrorFile=" + folder.path().resolve("hs_err.log"));
    arguments.add("-Djava.io.tmpdir=/run/tmp");
    arguments.add("-Djna.tmpdir=/run/tmp");
    Map<String, String> passed = passedOn(System.getProperties());
    passed.put("jit.kernel.folder", folder.path().toString());
    archives.examples().ifPresent(file -> passed.put(ClassArchives.EXAMPLES, file.toString()));
    archives.tests().ifPresent(file -> passed.put(ClassArchives.TESTS, file.toString()));
    passed.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    arguments.add("-cp");
    arguments.add(classPath());
    arguments.add(InnerMain.class.getName());
    arguments.add(folder.path().toString());
    return arguments.stream().map(UmlSettings::quoted).toList();
  }

  /**
   * Returns the tests' class path. The fork's own class path is a jar that names the real one,
   * unless Surefire has already replaced it. By now the tests' own classes are in a jar too,
   * because class-data archives need jars.
   */
  static String classPath() {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(classPath)
        .map(entry -> inJar(Path.of(entry).toAbsolutePath()).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path inJar(Path entry) {
    String jar = System.getProperty("jit.kernel.testJar", "");
    boolean isTests = entry.endsWith(Path.of("target", "test-classes"));
    return isTests && Files.exists(Path.of(jar)) && !jar.isEmpty() ? Path.of(jar) : entry;
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

  /** Quotes an argument for the java launcher's @-files. */
  static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  static String shellQuoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
