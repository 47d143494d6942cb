package io.jitpeers.examples.archive;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class-data archive of a jar: a JVM that maps an archive need not read, parse and verify the
 * classes in it. To create an archive, the program starts its own JVM two more times. The first run
 * executes {@link Training} and records which classes are used. The second run writes these classes
 * to the archive. Since JDK 25, the archive is an AOT cache (JEP 514 and 515), which also holds
 * linked classes and profiles of methods.
 */
final class ClassArchive {
  private static final int AOT_CACHE_SINCE = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Path jar;
  private final boolean isAotCache = Runtime.version().feature() >= AOT_CACHE_SINCE;

  /**
   * Creates the definition of an archive.
   *
   * @param jar the only element of the class path
   */
  ClassArchive(Path jar) {
    this.jar = jar;
  }

  /**
   * Creates or replaces the archive's file. JVMs that have mapped the old file keep using it.
   *
   * @throws IOException if the JVM creates no archive, or the file cannot be written
   */
  void create(Path file) throws IOException, InterruptedException {
    Path target = file.toAbsolutePath();
    Path folder = Files.createTempDirectory("jit-archive-");
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    try {
      Path record = folder.resolve("classes");
      if (run(folder, recording(record), Training.class.getName(), jar.toString()) != 0) {
        throw new IOException("the training run failed: " + lastWords(folder));
      }
      // The exit code of this run does not matter; what counts is the file that it writes.
      var unused = run(folder, writing(record, unfinished));
      if (!Files.exists(unfinished)) {
        throw new IOException("the JVM created no archive: " + lastWords(folder));
      }
      Files.move(unfinished, target, ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private List<String> recording(Path record) {
    return isAotCache
        ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record)
        : List.of("-XX:DumpLoadedClassList=" + record);
  }

  private List<String> writing(Path record, Path file) {
    return isAotCache
        ? List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, "-XX:AOTCache=" + file)
        : List.of(
            "-Xshare:dump", "-XX:SharedClassListFile=" + record, "-XX:SharedArchiveFile=" + file);
  }

  /** Runs the JVM. Returns its exit code. */
  private int run(Path folder, List<String> options, String... program)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Only this collector can write objects of the heap into an archive.
    line.add("-XX:+UseG1GC");
    line.addAll(options);
    line.addAll(List.of("-Djava.io.tmpdir=" + folder, "-cp", jar.toString()));
    line.addAll(List.of(program));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(log(folder).toFile())
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the JVM that creates the archive did not end: " + lastWords(folder));
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("log");
  }

  private static String lastWords(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(log(folder), StandardCharsets.ISO_8859_1);
    return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
  }
}
