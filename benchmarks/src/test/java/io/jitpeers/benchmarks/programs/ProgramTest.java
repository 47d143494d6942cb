package io.jitpeers.benchmarks.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void givesStandardOutput() throws Exception {
    assertThat(Program.run(List.of("sh", "-c", "echo yes; echo no >&2"), LIMIT)).isEqualTo("yes\n");
  }

  @Test
  void saysWhatAFailedProgramWrote() {
    assertThatThrownBy(() -> Program.run(List.of("sh", "-c", "echo why >&2; exit 3"), LIMIT))
        .isInstanceOf(IOException.class)
        .hasMessage("sh -c echo why >&2; exit 3 ended with 3: why");
  }

  @Test
  void endsWhatTakesTooLong() {
    assertThatThrownBy(() -> Program.run(List.of("sleep", "60"), Duration.ofMillis(50)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not end within");
  }

  @Test
  void aForkedJvmTellsItsSamples() throws Exception {
    assertThat(Samples.parse(ForkedJvm.with("-Xshare:auto").run(LIMIT, Sampler.class, "2.5")))
        .containsEntry("size", List.of(1.0, 2.5));
    assertThat(ForkedJvm.with().onProcessors("0").command(Sampler.class))
        .startsWith("taskset", "-c", "0");
  }

  @Test
  void isFoundInTheFoldersOfThePath(@TempDir Path empty, @TempDir Path full) throws IOException {
    Path program = Files.createFile(full.resolve("wrk"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(empty.resolve("wrk"));
    String path = empty + File.pathSeparator + full;

    assertThat(Program.find("wrk", path)).contains(program);
    assertThat(Program.find("wrk", empty.toString())).isEmpty();
  }

  /** Writes two samples. */
  static final class Sampler {
    private Sampler() {}

    public static void main(String[] arguments) {
      Samples.print("size", 1);
      Samples.print("size", Double.parseDouble(arguments[0]));
    }
  }
}
