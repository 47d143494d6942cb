package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of this machine on which packages can be installed, as {@code src/debian/machine} makes
 * it. Needs root. Closing it ends its programs, and nothing of it remains.
 */
final class DebianMachine implements AutoCloseable {
  /** Long enough for downloads of dependencies that this machine lacks. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Path logs;
  private final Process process;
  private final long first;
  private int count;

  private DebianMachine(Path logs, Process process, long first) {
    this.logs = logs;
    this.process = process;
    this.first = first;
  }

  /**
   * Starts a machine.
   *
   * @param scripts the folder with the script
   * @param packages the folder that is visible as {@code /packages}
   * @param logs the folder for the outputs of programs
   */
  static DebianMachine start(Path scripts, Path packages, Path logs) throws Exception {
    Path log = logs.resolve("machine.log");
    List<String> command =
        List.of(
            scripts.resolve("machine").toString(),
            packages.toString(),
            "sh",
            "-c",
            "echo ready; exec sleep infinity");
    Process process = background(log, command);
    try {
      Await.until(
          "the machine", () -> !process.isAlive() || Files.readString(log).equals("ready\n"));
      assertThat(process.isAlive()).as(() -> Command.text(log)).isTrue();
      // unshare(1) and its child, which is the first process of the copy.
      long first = process.children().findFirst().orElseThrow().pid();
      return new DebianMachine(logs, process, first);
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Process background(Path log, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Command.setEnvironment(builder.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private List<String> entered(String shellCommand) {
    List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(first)));
    command.addAll(List.of("--mount", "--pid", "--root", "--wd"));
    // With the Java of the packages' dependencies, and messages that tests can read.
    command.addAll(List.of("env", "-u", "JAVA_HOME", "-u", "JAVA_TOOL_OPTIONS", PATH));
    command.add("LC_ALL=C.UTF-8");
    command.addAll(List.of("bash", "-c", shellCommand));
    return command;
  }

  private Path nextLog() {
    return logs.resolve("debian-" + count++ + ".log");
  }

  /** Runs a shell's command, as root. */
  Result run(String shellCommand) throws IOException, InterruptedException {
    return Command.run(logs, nextLog(), LIMIT, entered(shellCommand));
  }

  /** Runs a shell's command that succeeds, and returns its output. */
  String succeed(String shellCommand) throws IOException, InterruptedException {
    Result result = run(shellCommand);
    assertThat(result.exitCode()).as("%s: %s", shellCommand, result.output()).isZero();
    return result.output();
  }

  /**
   * Starts a program that runs until the machine is closed, and waits until its output contains a
   * text. Returns the output.
   */
  String begin(String shellCommand, String ready) throws Exception {
    Path log = nextLog();
    Process program = background(log, entered(shellCommand));
    Await.until(shellCommand, () -> Files.readString(log).contains(ready) || !program.isAlive());
    assertThat(Command.text(log)).contains(ready);
    return Command.text(log);
  }

  @Override
  public void close() {
    process.children().forEach(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }
}
