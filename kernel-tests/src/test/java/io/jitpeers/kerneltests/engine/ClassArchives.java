package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * Creates the archive of the tests, and finds that of the programs, which is built with their
   * jar.
   *
   * @param folder the folder for the files
   * @param classPath the tests' class path
   * @param examples the programs' jar
   */
  static ClassArchives make(Path folder, String classPath, Path examples) {
    return new ClassArchives(ofTests(folder, classPath), ofExamples(examples));
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
      System.out.println("No class-data archive of the tests; JVMs start without: " + e);
      return Optional.empty();
    }
  }

  /** Returns the archive beside a jar, or empty if there is none. */
  static Optional<Path> ofExamples(Path jar) {
    String name = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", ".jsa");
    return Optional.of(jar.resolveSibling(name)).filter(Files::exists);
  }

  /** Returns the inner JVM's options for the archives. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    tests.ifPresent(file -> options.add("-XX:SharedArchiveFile=" + file));
    tests.ifPresent(file -> options.addAll(ClassArchive.OPTIONS));
    return options;
  }
}
