package io.jitpeers.testing.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes Jazzer search for inputs of a target that reach new code, for some seconds, in a JVM in
 * which only this project's classes are instrumented. Its findings stay in {@code target/fuzz/NAME}
 * between runs. {@code -Dfuzz.keep} stores a selection with full coverage among the test resources.
 */
final class GuidedRun {
  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
  private static final String OURS = "io.jitpeers.**";
  private static final String NOT_TESTED =
      String.join(
          System.getProperty("path.separator"),
          "io.jitpeers.testing.**",
          "io.jitpeers.testkit.**",
          "io.jitpeers.linux.testkit.**",
          "io.jitpeers.netlink.testkit.**",
          "io.jitpeers.pcap.testkit.**");
  private static final Pattern COVERED = Pattern.compile("^#(\\d+).*? cov: (\\d+) ft: (\\d+)");

  /** The time for start and end, in addition to the search time. */
  private static final long PATIENCE_SECONDS = 600;

  private final FuzzTarget target;
  private final Path directory;
  private final Path found;
  private Path log;

  GuidedRun(FuzzTarget target) {
    this.target = target;
    directory = Path.of("target", "fuzz", target.name()).toAbsolutePath();
    found = directory.resolve("corpus");
    log = directory.resolve("jazzer.log");
  }

  /**
   * Searches for inputs.
   *
   * @return the file of an input on which the target fails, or null; its name begins with {@code
   *     crash}, or with {@code timeout} if the target did not return
   */
  Path run(long seconds) {
    try {
      Path given = prepare();
      List<String> command = jazzer();
      command.add("-max_total_time=" + seconds);
      command.add("-use_value_profile=1");
      if (!target.words().isEmpty()) {
        command.add("-dict=" + dictionary());
      }
      command.add("-artifact_prefix=" + faults() + "/");
      command.addAll(List.of(found.toString(), given.toString()));
      command.addAll(kept());
      int status = execute(command, seconds);
      System.out.println(target.name() + ": " + summary());
      if (status == 0) {
        return null;
      }
      return Corpus.files(faults()).stream()
          .filter(file -> !file.getFileName().toString().startsWith("slow-unit"))
          .findFirst()
          .orElseThrow(() -> ended("Jazzer", status));
    } catch (IOException e) {
      throw new UncheckedIOException("fuzzing " + target.name(), e);
    }
  }

  /** Stores a selection with full coverage, in as few and as short inputs as libFuzzer finds. */
  void keep() {
    try {
      Path chosen = emptied(directory.resolve("chosen"));
      log = directory.resolve("merge.log");
      List<String> command = jazzer();
      command.addAll(List.of("-merge=1", "-set_cover_merge=1", "-use_counters=0"));
      command.addAll(List.of(chosen.toString(), found.toString()));
      command.add(directory.resolve("given").toString());
      command.addAll(kept());
      int status = execute(command, 0);
      if (status != 0) {
        throw ended("the merge", status);
      }
      Corpus.replace(target, chosen);
    } catch (IOException e) {
      throw new UncheckedIOException("keeping the corpus of " + target.name(), e);
    }
  }

  /** Returns the folder of the stored corpus, if it exists. */
  private List<String> kept() {
    Path kept = Corpus.kept(target).toAbsolutePath();
    return Files.isDirectory(kept) ? List.of(kept.toString()) : List.of();
  }

  private Path prepare() throws IOException {
    Files.createDirectories(found);
    emptied(faults());
    Path given = emptied(directory.resolve("given"));
    List<byte[]> inputs = target.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(given.resolve("given-" + i), inputs.get(i));
    }
    return given;
  }

  private static Path emptied(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Path file : Corpus.files(directory)) {
      Files.delete(file);
    }
    return directory;
  }

  private Path faults() {
    return directory.resolve("faults");
  }

  private List<String> jazzer() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JAZZER,
            "--target_class=" + GuidedTarget.class.getName(),
            "--target_args=" + target.getClass().getName(),
            "--instrumentation_includes=" + OURS,
            "--instrumentation_excludes=" + NOT_TESTED,
            "--custom_hook_includes=" + OURS,
            "--custom_hook_excludes=" + NOT_TESTED,
            "--reproducer_path=" + directory,
            "-max_len=" + target.longest(),
            "-rss_limit_mb=0",
            "-timeout=60"));
  }

  private Path dictionary() throws IOException {
    StringBuilder words = new StringBuilder();
    for (byte[] word : target.words()) {
      words.append('"');
      for (byte part : word) {
        words.append("\\x").append(HexFormat.of().toHexDigits(part));
      }
      words.append("\"\n");
    }
    return Files.writeString(directory.resolve("words.dict"), words);
  }

  private int execute(List<String> command, long seconds) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(target.name() + ": Jazzer does not end. Its log, " + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Jazzer runs", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private AssertionError ended(String what, int status) {
    return new AssertionError(
        target.name() + ": " + what + " ended with status " + status + ". Its log, " + tail());
  }

  private String tail() {
    String text = new String(Corpus.read(log), UTF_8);
    return log + ", ends with:\n" + text.substring(Math.max(0, text.length() - 4_000));
  }

  private String summary() throws IOException {
    String last = "no input";
    for (String line : Files.readAllLines(log, UTF_8)) {
      Matcher matcher = COVERED.matcher(line);
      if (matcher.find()) {
        last =
            "%s inputs, %s edges, %s features"
                .formatted(matcher.group(1), matcher.group(2), matcher.group(3));
      }
    }
    return last;
  }

  /** Throws with instructions if Jazzer is not available. */
  static void check() {
    try {
      Class.forName(JAZZER, false, GuidedRun.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "Fuzzing guided by coverage needs Jazzer on the class path: run it with -Pfuzz.", e);
    }
    if (!Arrays.asList("amd64", "aarch64", "x86_64").contains(System.getProperty("os.arch"))) {
      throw new IllegalStateException(
          "Jazzer has no native library for "
              + System.getProperty("os.arch")
              + ": run -Pfuzz on amd64 or aarch64.");
    }
  }
}
