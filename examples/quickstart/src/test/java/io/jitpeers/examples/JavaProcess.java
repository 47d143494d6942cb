package io.jitpeers.examples;

import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a JVM to its end. */
record JavaProcess(int exitCode, List<String> out, List<String> err) {
  /** Ends a program that hangs; the quick start takes minutes on a slow machine. */
  private static final long PATIENCE_MINUTES = 20;

  /** What is done with a process while it runs. */
  private interface Meanwhile {
    void accept(Process process, Path out) throws Exception;
  }

  static JavaProcess run(String... arguments) throws Exception {
    return run((process, out) -> {}, arguments);
  }

  /** Ends it by SIGTERM once it has printed a text. */
  static JavaProcess terminatedAfter(String text, String... arguments) throws Exception {
    return run(
        (process, out) -> {
          Await.until(
              () -> "\"" + text + "\" on its standard output",
              () -> Files.readString(out).contains(text) || !process.isAlive());
          process.destroy();
        },
        arguments);
  }

  private static JavaProcess run(Meanwhile meanwhile, String... arguments) throws Exception {
    Path out = Files.createTempFile("jit-examples-", ".out");
    Path err = Files.createTempFile("jit-examples-", ".err");
    try {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      meanwhile.accept(process, out);
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
        throw new IOException("it did not end: " + Files.readString(out) + Files.readString(err));
      }
      return new JavaProcess(process.exitValue(), lines(out), lines(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
  }

  String lastLine() {
    return out.isEmpty() ? "" : out.get(out.size() - 1);
  }
}
