package io.jitpeers.examples.gateway.init;

import io.jitpeers.examples.common.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code gateway init}: writes a settings file and a systemd unit. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes a config file and a systemd unit for a gateway on this machine, after at most three"
          + " questions, and prints the next commands. Replaces no file without --force."
    })
public final class GatewayInitCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISTAKE = 2;
  private static final Path SYSTEM_UNITS = Path.of("/etc/systemd/system");

  private final InputStream standardInput;
  private final GatewayMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "The WireGuard interface. If it is given, the command does not ask for it.")
  private @Nullable String interfaceName;

  @Option(
      names = "--control-plane",
      paramLabel = "URL",
      description =
          "The URL of the control plane. If it is given, the command does not ask for it.")
  private @Nullable String controlPlane;

  @Option(
      names = "--token-file",
      paramLabel = "FILE|none",
      description =
          "A file with the control plane's bearer token, or none if there is no token. If it is"
              + " given, the command does not ask for it.")
  private @Nullable String tokenFile;

  @Option(
      names = "--yes",
      description =
          "Ask nothing, and take the default answer to each question that no option answers.")
  private boolean yes;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The config file to write. Default: ${DEFAULT-VALUE}.")
  private Path config = Path.of("/etc/jit-gateway/gateway.properties");

  @Option(
      names = "--unit",
      paramLabel = "FILE",
      description = {
        "The systemd unit to write. Default: /etc/systemd/system/jit-gateway.service. If the Debian"
            + " package has installed a unit, the command writes a unit only if this option is"
            + " given."
      })
  private @Nullable Path unit;

  @Option(names = "--no-unit", description = "Write no unit.")
  private boolean noUnit;

  @Option(names = "--force", description = "Replace existing files.")
  private boolean force;

  /** Creates the command; called by picocli. */
  public GatewayInitCommand() {
    this(System.in, new GatewayMachine(Path.of("/"), System.getProperty("jitpeers.program")));
  }

  GatewayInitCommand(InputStream standardInput, GatewayMachine machine) {
    this.standardInput = standardInput;
    this.machine = machine;
  }

  /**
   * Asks the questions, and writes the settings file and the systemd unit.
   *
   * @return 0 if the files were written, 1 if they could not be written, 2 for a wrong answer
   */
  @Override
  public Integer call() {
    try {
      @Nullable Path unitToWrite = unitToWrite();
      Path absolute = config.toAbsolutePath();
      requireAbsent(config);
      if (unitToWrite != null) {
        requireAbsent(unitToWrite);
        GatewayFiles.requireUnitCanName(machine.program(), absolute);
      }
      GatewayFiles files = new GatewayFiles(ask());
      write(absolute, files.settings());
      if (unitToWrite != null) {
        write(unitToWrite, files.unit(machine.program(), absolute));
      }
      printNext(absolute, unitToWrite);
      return 0;
    } catch (IllegalArgumentException e) {
      return fail(MISTAKE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return fail(FAILED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the unit file to write, or null to write none. By default, no unit is written if the
   * Debian package has installed its own unit. A unit in {@code /etc} would override the package's
   * unit, even after the package is upgraded.
   */
  private @Nullable Path unitToWrite() {
    if (noUnit || (unit == null && machine.hasUnit())) {
      return null;
    }
    Path file = unit == null ? SYSTEM_UNITS.resolve("jit-gateway.service") : unit;
    return file.toAbsolutePath();
  }

  /**
   * Checks that a file does not exist yet. With {@code --force}, an existing file is accepted,
   * because it may be replaced. Called before the questions, so that nobody answers them in vain.
   */
  private void requireAbsent(Path file) throws IOException {
    if (!force && Files.exists(file)) {
      throw new IOException(file + " exists already; give --force to replace it");
    }
  }

  private Answers ask() throws IOException {
    Charset charset = Charset.defaultCharset();
    Questions questions =
        new Questions(
            yes ? null : new BufferedReader(new InputStreamReader(standardInput, charset)),
            spec.commandLine().getOut());
    return new Answers(
        questions.ask(
            "WireGuard interface",
            interfaceName,
            machine.wireGuardInterface(),
            Answers::wrongInterface),
        questions.ask(
            "URL of the control plane",
            controlPlane,
            "http://127.0.0.1:8080",
            Answers::wrongControlPlane),
        questions.ask(
            "File with the control plane's token, or none",
            tokenFile,
            machine.tokenFile(),
            Answers::wrongTokenFile));
  }

  private void write(Path file, String text) throws IOException {
    OpenOption[] options =
        force
            ? new OpenOption[] {
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE
            }
            : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, text.getBytes(StandardCharsets.UTF_8), options);
    } catch (IOException e) {
      throw new IOException("the file " + file + " cannot be written: " + e, e);
    }
    print("wrote " + file);
  }

  private void printNext(Path absolute, @Nullable Path written) {
    print("next:");
    print("  " + String.join(" ", machine.program()) + " --config " + absolute + " --check");
    if (written == null || written.startsWith(SYSTEM_UNITS)) {
      String name = written == null ? "jit-gateway" : String.valueOf(written.getFileName());
      print("  systemctl daemon-reload && systemctl enable --now " + name);
    }
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private int fail(int exitCode, String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + reason);
    err.flush();
    return exitCode;
  }
}
