package io.jitpeers.examples.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Programs {
  private static final long MINUTES = 10;

  /**
   * What a program printed, and how it ended.
   *
   * @param exitCode the exit code
   * @param output the standard output and the standard error
   */
  record Result(int exitCode, String output) {}

  private Programs() {}

  static Result run(List<String> command) throws Exception {
    Path log = Files.createTempFile("image-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      try {
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Result(process.exitValue(), Files.readString(log));
    } finally {
      Files.delete(log);
    }
  }

  /** Runs a program that succeeds, and returns its output. */
  static String succeed(String... command) throws Exception {
    Result result = run(List.of(command));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  /** Returns whether a test that needs root and mounts is possible, or must not be left out. */
  static boolean areRootsOrInCi() throws Exception {
    boolean possible =
        System.getProperty("user.name").equals("root")
            && run(List.of("unshare", "--mount", "true")).exitCode() == 0;
    // In CI nothing is left out: there it fails.
    return possible || "true".equals(System.getenv("CI"));
  }
}
