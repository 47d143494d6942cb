package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.packaging.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A new Debian with systemd as process 1, on a WireGuard kernel in User-Mode Linux, as the scripts
 * in {@code src/systemd} make it. Needs root. Closing it ends the kernel.
 */
final class SystemdMachine implements AutoCloseable {
  /** Long enough for downloads, and for the build of the kernel. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /** More than the time after which the machine itself ends a command. */
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(12);

  private static final long POWEROFF_MINUTES = 10;

  private final Path scripts;
  private final Path folder;
  private final String kernel;
  private Process process;
  private int count;

  private SystemdMachine(Path scripts, Path folder, String kernel) throws IOException {
    this.scripts = scripts;
    this.folder = folder;
    this.kernel = kernel;
    this.process = boot();
  }

  /**
   * Makes a Debian and boots it.
   *
   * @param scripts the folder with the scripts
   * @param folder the folder for the Debian, without spaces in its path
   * @param packages the files that are visible in the Debian in {@code /packages}
   */
  static SystemdMachine start(Path scripts, Path folder, List<Path> packages) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(scripts.resolve("prepare").toString());
    command.add(folder.toString());
    packages.forEach(file -> command.add(file.toString()));
    String output = Command.run(folder, folder.resolve("prepare.log"), LIMIT, command).succeeded();
    String kernel = output.strip().replaceFirst("(?s).*\n", "");
    return new SystemdMachine(scripts, folder, kernel);
  }

  private Process boot() throws IOException {
    Path log = folder.resolve("boot.log");
    ProcessBuilder builder =
        new ProcessBuilder(scripts.resolve("boot").toString(), kernel, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /** Runs a shell's commands as root, in the folder with the packages. */
  Result run(String shellCommands) throws Exception {
    assertThat(process.isAlive()).as(() -> "the machine ended: " + console()).isTrue();
    Path script = begin(shellCommands);
    Path code = sibling(script, ".code");
    awaitFile(code);
    assertThat(code).as(() -> shellCommands + ": the machine ended: " + console()).exists();
    return new Result(
        Integer.parseInt(Files.readString(code).strip()),
        Files.readString(sibling(script, ".out")));
  }

  /** Lets the machine run a shell's commands, and returns the file that has them. */
  private Path begin(String shellCommands) throws IOException {
    Path script = folder.resolve("root/machine/commands/" + count + ".sh");
    count++;
    Path written = Files.writeString(sibling(script, ".new"), shellCommands + "\n");
    return Files.move(written, script, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path sibling(Path script, String ending) {
    return script.resolveSibling(script.getFileName().toString().replace(".sh", ending));
  }

  /** Waits until a file exists or the machine ends. An installation of packages takes minutes. */
  private void awaitFile(Path file) throws Exception {
    String wait = "until [ -e \"$0\" ] || ! kill -0 \"$1\" 2> /dev/null; do sleep 0.1; done";
    String boot = Long.toString(process.pid());
    Command.run(
            folder,
            folder.resolve("wait.log"),
            COMMAND_LIMIT,
            List.of("bash", "-c", wait, file.toString(), boot))
        .succeeded();
  }

  private String console() {
    return Command.text(folder.resolve("console.log"));
  }

  /** Runs a shell's commands, of which the last succeeds, and returns their output. */
  String succeed(String shellCommands) throws Exception {
    Result result = run(shellCommands);
    assertThat(result.exitCode()).as("%s: %s", shellCommands, result.output()).isZero();
    return result.output();
  }

  /** Waits until a shell's command succeeds. */
  void await(String shellCommand) throws Exception {
    succeed("until " + shellCommand + "; do sleep 0.2; done");
  }

  /** Powers the machine off, as systemd does it, and boots it again. */
  void reboot() throws Exception {
    // The machine may end before it can tell the exit code.
    Path script = begin("systemctl poweroff --no-block");
    if (!process.waitFor(POWEROFF_MINUTES, TimeUnit.MINUTES)) {
      close();
      throw new AssertionError("the machine was not powered off: " + console());
    }
    Files.writeString(sibling(script, ".code"), "0");
    process = boot();
  }

  @Override
  public void close() throws IOException {
    // The script ends the kernel when its input closes.
    process.getOutputStream().close();
    process.onExit().join();
  }
}
