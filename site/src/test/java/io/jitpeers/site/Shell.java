package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs documented commands with bash in a folder. There, {@code java -jar jit-examples.jar} runs
 * the programs of this build.
 */
final class Shell {
  private static final String WRAPPER =
      """
      #!/usr/bin/env bash
      options=()
      while [ $# -gt 0 ]; do
        if [ "$1" = -jar ]; then shift 2; break; fi
        options+=("$1"); shift
      done
      exec '%s/bin/java' "${options[@]}" -cp '%s' io.jitpeers.examples.Main "$@"
      """;
  private static final long LIMIT_MINUTES = 5;

  private final Path folder;

  /** Creates a shell in an existing folder. */
  Shell(Path folder) throws IOException {
    this.folder = folder;
    Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        WRAPPER.formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  /** Writes a file in the folder. */
  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** Runs a script; each command must succeed. Returns what it printed. */
  String run(String script) throws Exception {
    Path output = folder.resolve("output");
    Process process = start(script, output);
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still runs: " + script + "\n" + Files.readString(output));
    }
    String printed = Files.readString(output);
    assertThat(process.exitValue()).as("%s\n%s", script, printed).isZero();
    return printed;
  }

  /** Starts a script, which prints to a file. */
  Process start(String script, Path output) throws IOException {
    Path file = folder.resolve("script");
    Files.write(file, script.getBytes(StandardCharsets.UTF_8));
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of("bash", "-e", "-o", "pipefail", "-O", "expand_aliases", "script"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String path = folder.resolve("bin") + ":" + System.getProperty("java.home") + "/bin";
    builder.environment().merge("PATH", path, (old, own) -> own + ":" + old);
    return builder.start();
  }
}
