package io.jitpeers.benchmarks.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.FigureJson;
import io.jitpeers.kerneltests.engine.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the measuring JVM on a kernel with WireGuard, and collects the JVM's figures.
 *
 * @param root the repository's folder
 * @param scripts the folder of the scripts "prepare" and "boot"
 * @param files the run's files
 * @param memory the memory of a User-Mode Linux, such as 2G
 * @param deadline the deadline for the measurement, not including the preparation of the kernel
 */
record KernelRun(Path root, Path scripts, RunFiles files, String memory, Duration deadline) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String HOST = "host";
  private static final String UML = "uml ";

  /** The limit for preparing the kernel. Building one takes five minutes on two cores. */
  private static final Duration TIME_TO_PREPARE = Duration.ofMinutes(40);

  private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** How long before the deadline a JVM in a User-Mode Linux prints a thread dump. */
  private static final Duration DUMP_AHEAD = Duration.ofSeconds(10);

  /**
   * Prepares the kernel, runs the JVM on it, and passes on the JVM's figures during the run.
   *
   * @throws IOException if the run failed; the message names the reason and the files with more
   *     details
   */
  void run(InnerJava java, Consumer<Figure> figures) throws IOException, InterruptedException {
    files.clear();
    prepare();
    String where = Files.readString(files.where()).strip();
    boolean onHost = where.equals(HOST);
    if (!onHost && !where.startsWith(UML)) {
      throw new IOException(files.where() + " names neither the host nor a kernel: " + where);
    }
    String temporary = onHost ? System.getProperty("java.io.tmpdir") : "/run/tmp";
    long dumpAfter = Math.max(1, deadline.minus(DUMP_AHEAD).toSeconds());
    Files.write(files.environment(), InnerJava.environment(dumpAfter));
    Files.write(files.javaArguments(), java.arguments(files, root, temporary));
    follow(onHost ? startHere() : boot(where.substring(UML.length())), onHost, figures);
  }

  private void prepare() throws IOException, InterruptedException {
    Process process =
        builder(
                files.prepared(),
                scripts.resolve("prepare").toString(),
                files.folder().toString(),
                System.getProperty("jit.kernel", "auto"))
            .start();
    try {
      if (!process.waitFor(TIME_TO_PREPARE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("No kernel was prepared within " + TIME_TO_PREPARE);
      }
    } finally {
      kill(process);
    }
    if (process.exitValue() != 0) {
      throw new IOException("No kernel was prepared: " + LastWords.of(files.prepared()));
    }
  }

  private Process boot(String kernel) throws IOException {
    return builder(
            files.booted(),
            scripts.resolve("boot").toString(),
            kernel,
            memory,
            files.folder().toString())
        .start();
  }

  private Process startHere() throws IOException {
    String launcher = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return builder(files.output(), launcher, "@" + files.javaArguments()).start();
  }

  private ProcessBuilder builder(Path printed, String... command) {
    return new ProcessBuilder(command)
        .directory(files.folder().toFile())
        .redirectErrorStream(true)
        .redirectOutput(printed.toFile());
  }

  private void follow(Process process, boolean onHost, Consumer<Figure> figures)
      throws IOException, InterruptedException {
    Tail told = new Tail(files.figures(), line -> figures.accept(parse(line)));
    long start = System.nanoTime();
    boolean late = false;
    try {
      while (!late && !process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        told.read();
        late = System.nanoTime() - start > deadline.toNanos();
      }
    } finally {
      end(process);
    }
    told.read();
    if (late) {
      throw new IOException(
          "It was ended after " + deadline.toSeconds() + " s: " + LastWords.of(files.output()));
    }
    if (onHost) {
      Files.writeString(files.exitCode(), process.exitValue() + "\n");
    }
    requireSuccess();
  }

  private static Figure parse(String line) {
    try {
      return FigureJson.fromJson(MAPPER.readTree(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The JVM inside wrote no figure: " + line, e);
    }
  }

  private void requireSuccess() throws IOException {
    if (!Files.exists(files.exitCode())) {
      throw new IOException(
          "The kernel stopped: "
              + LastWords.of(files.console())
              + "; "
              + LastWords.of(files.booted()));
    }
    String code = Files.readString(files.exitCode()).strip();
    if (!code.equals("0")) {
      throw new IOException(
          "The JVM inside ended with exit code " + code + ": " + LastWords.of(files.output()));
    }
  }

  /**
   * Ends a process: the script "boot", or the JVM on this machine's kernel. When the standard input
   * of "boot" is closed, the script ends its kernel. The input is also closed when this JVM dies. A
   * process that does not end in time is killed.
   */
  private static void end(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(TIME_TO_DIE.toMillis(), TimeUnit.MILLISECONDS)) {
      kill(process);
    }
  }

  private static void kill(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
