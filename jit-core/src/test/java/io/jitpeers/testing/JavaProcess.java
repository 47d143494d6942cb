package io.jitpeers.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Another JVM of this JDK with this class path: what has failed to load in it stays there. */
public final class JavaProcess {
  private final List<String> options = new ArrayList<>();
  private String classPath = System.getProperty("java.class.path");

  /** Adds options for the JVM. */
  public JavaProcess with(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Leaves jars out of the class path whose file names begin so. */
  public JavaProcess without(String fileName) {
    classPath =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(fileName))
            .collect(Collectors.joining(File.pathSeparator));
    return this;
  }

  /** Puts a jar or a folder first on the class path. */
  public JavaProcess first(Path entry) {
    classPath = entry + File.pathSeparator + classPath;
    return this;
  }

  /** Runs a main class to its end, which must be a good one, and returns the lines it printed. */
  public List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    String logback = System.getProperty("logback.configurationFile");
    if (logback != null) {
      command.add("-Dlogback.configurationFile=" + logback);
    }
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.lines().toList();
  }
}
