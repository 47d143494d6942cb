package io.jitpeers.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.FigureJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outer side of a run, with a "boot" script that boots nothing. */
class KernelRunTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Figure ONE =
      Figure.of("a.one", "a", "one", "ms", Better.LOWER, List.of(1.5, 2.0));
  private static final Figure TWO =
      Figure.of("a.two", "a", "two", "ms", Better.LOWER, List.of(3.0)).against("a.one");

  @TempDir Path temporary;
  private RunFiles files;
  private final List<Figure> told = new ArrayList<>();

  @BeforeEach
  void prepareNothing() throws IOException {
    files = new RunFiles(temporary.resolve("run"));
    script("prepare", "echo uml /some/kernel > $1/where");
  }

  private void script(String name, String text) throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(
        file, "#!/bin/bash\nONE='" + json(ONE) + "' TWO='" + json(TWO) + "'\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static String json(Figure figure) {
    return FigureJson.toJson(figure).toString();
  }

  /** Called as "boot KERNEL MEMORY FOLDER", in bash, in its folder. */
  private void run(String boot, Duration deadline) throws Exception {
    script("boot", boot);
    new KernelRun(temporary, temporary, files, "64M", deadline)
        .run(new InnerJava("a", Effort.QUICK, "64m"), told::add);
  }

  @Test
  void figuresArePassedOn() throws Exception {
    run("echo \"$ONE\" >> figures.jsonl; echo \"$TWO\" >> figures.jsonl; echo 0 > exit-code", LONG);

    assertThat(told).containsExactly(ONE, TWO);
  }

  @Test
  void bootGetsTheKernelItsMemoryAndWhatTheJvmInsideNeeds() throws Exception {
    run("echo \"$@\"; cat java.args environment; echo 0 > exit-code", LONG);

    assertThat(files.booted())
        .content()
        .contains(
            "/some/kernel 64M " + files.folder(),
            "\"-Xmx64m\"\n",
            "KernelMain\"\n\"a\"\n\"QUICK\"\n",
            "JAVA_HOME=",
            "DUMP_AFTER=50");
  }

  @Test
  void nothingOfAnEarlierRunIsTakenForThisOnes() throws IOException {
    Files.createDirectories(files.folder());
    Files.writeString(files.figures(), json(ONE) + "\n");
    Files.writeString(files.exitCode(), "0\n");

    assertThatThrownBy(() -> run("exit 0", LONG)).hasMessageContaining("The kernel stopped");
    assertThat(told).isEmpty();
  }

  @Test
  void aJvmThatFailsIsTold() {
    assertThatThrownBy(
            () ->
                run(
                    "echo \"$ONE\" >> figures.jsonl; echo 'java.io.IOException: No such wire'"
                        + " > output.log; echo '  at some.Place' >> output.log; echo 1 > exit-code",
                    LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("exit code 1", "No such wire", files.output().toString());
    assertThat(told).containsExactly(ONE);
  }

  @Test
  void aPanicIsTold() {
    assertThatThrownBy(
            () ->
                run(
                    "printf 'Kernel panic - not syncing: \\xff\\nCall Trace:\\n' > console.log",
                    LONG))
        .hasMessageContainingAll("Kernel panic - not syncing", files.console().toString());
  }

  @Test
  void aRunThatTakesTooLongIsEndedByClosingItsInput() {
    assertThatThrownBy(() -> run("read -r; echo ended > ended", Duration.ofMillis(300)))
        .hasMessageContainingAll("ended after", files.output().toString());
    assertThat(files.folder().resolve("ended")).hasContent("ended");
  }

  @Test
  void aLineThatIsNoFigureIsTold() {
    assertThatThrownBy(() -> run("echo 'no figure' > figures.jsonl; echo 0 > exit-code", LONG))
        .hasMessageContaining("no figure");
  }

  @Test
  void whatPrepareSaysIsTold() throws IOException {
    script("prepare", "echo 'Run it as root.' >&2; exit 1");

    assertThatThrownBy(() -> run("exit 0", LONG))
        .hasMessageContainingAll("No kernel was prepared", "Run it as root.");
  }

  @Test
  void aFileThatNamesNoKernelIsTold() throws IOException {
    script("prepare", "echo moon > $1/where");

    assertThatThrownBy(() -> run("exit 0", LONG)).hasMessageContaining("neither");
  }

  @Test
  void onTheHostItselfTheJvmIsStartedRightHere() throws IOException {
    script("prepare", "echo host > $1/where");

    // There is no section named "a"; only a JVM that was started can report that.
    assertThatThrownBy(() -> run("exit 0", LONG))
        .hasMessageContainingAll("exit code 1", "There is no section a");
  }
}
