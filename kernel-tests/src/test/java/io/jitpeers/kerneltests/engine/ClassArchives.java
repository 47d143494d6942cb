package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The class-data archives of a run.
 *
 * @param tests the archive of the tests' class path
 * @param examples the archive of jit-examples.jar
 */
record ClassArchives(Optional<Path> tests, Optional<Path> examples) {
  /** The system property with the path of the programs' archive. */
  static final String EXAMPLES = "jit.examples.archive";

  /** The system property with the path of the tests' own archive. */
  static final String TESTS = "jit.tests.archive";

  /** The jars whose classes the tests and their programs always load. */
  private static final List<String> LOADED_JARS =
      List.of("jit-", "jna-", "junit-", "opentest4j-", "logback-", "slf4j-");

  static ClassArchives none() {
    return new ClassArchives(Optional.empty(), Optional.empty());
  }

  /**
   * Creates both archives, at the same time.
   *
   * @param folder the folder for their files
   * @param classPath the tests' class path
   * @param examples the programs' jar
   */
  static ClassArchives make(Path folder, String classPath, Path examples) {
    CompletableFuture<Optional<Path>> programs =
        CompletableFuture.supplyAsync(() -> ofExamples(folder, examples));
    return new ClassArchives(ofTests(folder, classPath), programs.join());
  }

  private static Optional<Path> ofTests(Path folder, String classPath) {
    try {
      RunFolder nothing = new RunFolder(folder.resolve("no-tests"));
      nothing.clear();
      Files.write(nothing.tests(), List.of());
      Files.write(nothing.parameters(), List.of());
      return new ClassArchive(folder, "tests", classPath)
          .addLoadedBy(InnerMain.class.getName(), nothing.path().toString())
          .addJars(LOADED_JARS)
          .dump();
    } catch (IOException e) {
      return without("the tests", e);
    }
  }

  private static Optional<Path> ofExamples(Path folder, Path jar) {
    String program = "io.jitpeers.examples.Main";
    try {
      Path token = Files.writeString(folder.resolve("examples.token"), "none\n");
      return new ClassArchive(folder, "examples", jar.toString())
          .addLoadedBy(program, "quickstart")
          .addLoadedBy(
              program,
              "gateway",
              "--check",
              "--interface",
              "jit-no-interface",
              "--control-plane",
              "http://127.0.0.1:1",
              "--token-file",
              token.toString())
          .addLoadedBy(program, "control-plane", "--help")
          .dump();
    } catch (IOException e) {
      return without("jit-examples.jar", e);
    }
  }

  private static Optional<Path> without(String what, IOException e) {
    System.out.println("No class-data archive of " + what + "; JVMs start without: " + e);
    return Optional.empty();
  }

  /** Returns the inner JVM's options for the archives. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    tests.ifPresent(file -> options.add("-XX:SharedArchiveFile=" + file));
    tests.ifPresent(file -> options.addAll(ClassArchive.OPTIONS));
    return options;
  }
}
