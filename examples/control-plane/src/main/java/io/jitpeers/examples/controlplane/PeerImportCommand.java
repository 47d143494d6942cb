package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.common.Progress;
import io.jitpeers.examples.common.Version;
import io.jitpeers.settings.FileFailures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code control-plane peer import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Imports a file in which each line is the JSON document of a peer, in the form in which"
          + " gateways get it. Adds all peers of the file, and replaces peers that have the same"
          + " keys. If one line is wrong, imports no peer. Other peers stay unchanged. Creates the"
          + " database if it does not exist."
    })
final class PeerImportCommand extends DatabaseCommand {
  private final InputStream standardInput;

  @Parameters(paramLabel = "INPUT", description = "A file, or - for standard input.")
  private String input = "";

  @Mixin private NestingOption nesting = new NestingOption();

  /** Creates the command; called by picocli. */
  PeerImportCommand() {
    this(System.in);
  }

  PeerImportCommand(InputStream standardInput) {
    this.standardInput = standardInput;
  }

  @Override
  int run() throws IOException {
    if (input.equals("-")) {
      return importFrom(standardInput);
    }
    Path file = Path.of(input);
    try (InputStream in = open(file)) {
      return importFrom(in);
    }
  }

  private static InputStream open(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("is a directory");
      }
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new IOException("the file " + file + " " + FileFailures.reason(file, e), e);
    }
  }

  private int importFrom(InputStream in) throws IOException {
    DatabaseFile file = DatabaseFile.openOrCreate(database());
    PeerImport.Result result;
    try (Progress progress = Progress.of("peers read", err())) {
      result = new PeerImport(file, nesting.isGiven(), count -> progress.at(count, 0)).run(in);
    } catch (PeerImport.LineException e) {
      return fail(e.getMessage() + "; nothing was imported");
    }
    print(
        "imported "
            + result.peers()
            + " peers, of which "
            + result.replaced()
            + " were there before\n");
    return 0;
  }
}
