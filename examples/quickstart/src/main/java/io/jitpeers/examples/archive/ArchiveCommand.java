package io.jitpeers.examples.archive;

import io.jitpeers.examples.common.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code archive}: creates a class-data archive of the jar that contains this command.
 */
@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Creates a class-data archive of this jar, with which this program starts faster. From JDK 25"
          + " on, the archive is an AOT cache. Creating it takes about ten seconds. To use the"
          + " archive, start the program with the JVM option -XX:SharedArchiveFile=FILE. The"
          + " archive works only with this JVM and this jar; with another JVM or another jar, the"
          + " program runs without it."
    })
public final class ArchiveCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final String ENDING = ".jar";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The file of the archive. By default, the file is beside the jar and has the jar's name"
              + " with the ending .jsa.")
  private @Nullable Path output;

  /** Creates the command. */
  public ArchiveCommand() {}

  /**
   * Creates the archive.
   *
   * @return 0 if the archive was created, else 1
   * @throws InterruptedException if the thread is interrupted
   */
  @Override
  public Integer call() throws InterruptedException {
    Optional<Path> jar = jar();
    if (jar.isEmpty()) {
      return fail("this program does not run from a jar, and only jars can be archived");
    }
    Path file = Objects.requireNonNullElseGet(output, () -> besides(jar.get()));
    try {
      new ClassArchive(jar.get()).create(file);
    } catch (IOException e) {
      return fail(String.valueOf(e.getMessage()));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(file + " was created; use it with java -XX:SharedArchiveFile=" + file);
    out.flush();
    return 0;
  }

  private static Path besides(Path jar) {
    String name = Objects.toString(jar.getFileName());
    return jar.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ".jsa");
  }

  /** Returns the jar that contains this class, or empty if this class was not loaded from a jar. */
  private static Optional<Path> jar() {
    @Nullable CodeSource source = ArchiveCommand.class.getProtectionDomain().getCodeSource();
    if (source == null || !source.getLocation().getPath().endsWith(ENDING)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the JVM gave this class a location that is no URI", e);
    }
  }

  private int fail(String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + reason);
    err.flush();
    return FAILED;
  }
}
