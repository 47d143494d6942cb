package io.jitpeers.kerneltests.engine;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A class-data archive of a class path: a JVM that maps one need not read, verify and link the
 * classes in it. About 150 JVMs start in a run, and in a User-Mode Linux a start takes seconds.
 *
 * <p>An archive is created outside of the kernel, by the same JDK that runs inside. Without one,
 * tests only take longer, so a failure to create one is printed and otherwise ignored. JVMs use it
 * with {@link #OPTIONS}.
 */
final class ClassArchive {
  /**
   * Options to use together with the archive: run without it, and without a message, if it does not
   * fit, because tests read the output.
   */
  static final List<String> OPTIONS = List.of("-Xshare:auto", "-Xlog:disable");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The collector of programs in the kernel: a JVM that sees one processor selects this one. */
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  /**
   * Since JDK 24, a JVM that runs with this option refuses an archive that was created without it.
   */
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private final Path folder;
  private final String name;
  private final String classPath;
  private final Set<String> classes = new LinkedHashSet<>();

  /**
   * Creates an empty archive definition.
   *
   * @param folder the folder for its files
   * @param name the name of its files
   * @param classPath jars, because an archive cannot contain classes from folders
   */
  ClassArchive(Path folder, String name, String classPath) {
    this.folder = folder;
    this.name = name;
    this.classPath = classPath;
  }

  /** Adds the classes that a program loads when it runs; its exit code is ignored. */
  ClassArchive addLoadedBy(String... arguments) throws IOException {
    Path list = folder.resolve(name + ".loaded");
    List<String> line = new ArrayList<>(List.of("-XX:DumpLoadedClassList=" + list));
    line.addAll(List.of("-cp", classPath));
    line.addAll(List.of(arguments));
    java(line);
    if (Files.exists(list)) {
      Files.readAllLines(list).stream().flatMap(ClassArchive::mergeable).forEach(classes::add);
      Files.delete(list);
    }
    return this;
  }

  /**
   * Returns a line of a class list in a form that can be merged with other lists. Since about JDK
   * 18, each class has a number that is valid in one list only. A class that is not from the class
   * path needs its number, and is omitted.
   */
  static Stream<String> mergeable(String line) {
    if (line.startsWith("#") || line.contains(" source: ")) {
      return Stream.empty();
    }
    return Stream.of(line.startsWith("@") ? line : line.replaceFirst(" id: .*", ""));
  }

  /** Adds all classes of the jars whose names start with one of the given prefixes. */
  ClassArchive addJars(List<String> names) throws IOException {
    for (String entry : Splitter.on(File.pathSeparatorChar).split(classPath)) {
      Path jar = Path.of(entry);
      if (names.stream().anyMatch(jar.getFileName().toString()::startsWith)) {
        classes.addAll(classesOf(jar));
      }
    }
    return this;
  }

  static List<String> classesOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(entry -> entry.endsWith(".class"))
          .filter(entry -> !entry.startsWith("META-INF/") && !entry.endsWith("-info.class"))
          .map(entry -> entry.substring(0, entry.length() - ".class".length()))
          .toList();
    }
  }

  /** Returns the archive's file, or empty if the JVM created none. */
  Optional<Path> dump() throws IOException {
    Path list = folder.resolve(name + ".classes");
    Path archive = folder.resolve(name + ".jsa");
    Files.deleteIfExists(archive);
    Files.write(list, classes);
    java(
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            classPath));
    if (!Files.exists(archive)) {
      System.out.println("No class-data archive " + archive + "; see " + log());
      return Optional.empty();
    }
    return Optional.of(archive);
  }

  private Path log() {
    return folder.resolve(name + ".log");
  }

  private void java(List<String> arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                COLLECTOR,
                NATIVE_ACCESS,
                "-XX:TieredStopAtLevel=1"));
    line.addAll(arguments);
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log().toFile()).start();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted while archiving classes", e));
    }
  }
}
