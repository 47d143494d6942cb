package io.jitpeers.examples.manual;

import io.jitpeers.examples.common.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code manual}: writes manual pages and shell completion scripts. */
@Command(
    name = "manual",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes the manual pages of jit-peers, jit-gateway and jit-control-plane, and their"
          + " completions for bash, as the Debian packages have them. Replaces existing files."
    })
public final class ManualCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "The folder to write to; it is created if it does not exist.")
  private Path folder = Path.of(".");

  /** Creates the command. */
  public ManualCommand() {}

  /**
   * Writes the manual pages and the shell completion scripts.
   *
   * @return 0 if all files were written, else 1
   */
  @Override
  public Integer call() {
    try {
      Path completions = Files.createDirectories(folder.resolve("completions"));
      for (InstalledProgram program : InstalledProgram.all()) {
        String page = new ManualPage(program, Version.text()).text();
        write(folder.resolve(program.name() + "." + program.section()), page);
        write(completions.resolve(program.name()), completion(program));
      }
      return 0;
    } catch (IOException e) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(spec.qualifiedName() + ": the folder " + folder + " cannot be written: " + e);
      err.flush();
      return FAILED;
    }
  }

  /**
   * Returns a shell completion script without its comments. One of the comments has a date, so the
   * script would differ from build to build.
   */
  private static String completion(InstalledProgram program) {
    return AutoComplete.bash(program.name(), program.commandLine())
        .lines()
        .filter(line -> !line.startsWith("#") || line.startsWith("#!"))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
