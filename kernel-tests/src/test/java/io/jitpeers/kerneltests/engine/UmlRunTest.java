package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The outer side of a run, with a "boot" script that boots nothing. */
@Timeout(600)
class UmlRunTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final String EVENT = EventCodec.encode(new RunEvent.Started("/[class:some]"));
  private static final String END = EventCodec.encode(new RunEvent.Ended());

  @TempDir Path temporary;
  private RunFolder folder;
  private final List<RunEvent> told = new ArrayList<>();
  private long now;
  private LongSupplier nanoTime = () -> now;

  @BeforeEach
  void makeFolder() {
    folder = new RunFolder(temporary.resolve("kernel"));
  }

  /**
   * Called as "boot KERNEL MEMORY FOLDER", in bash, with the lines of two events in EVENT and END.
   */
  private Optional<String> run(String script, Duration deadline) throws IOException {
    return run(script, deadline, LONG);
  }

  private Optional<String> run(String script, Duration deadline, Duration patience)
      throws IOException {
    script("boot", "EVENT='" + EVENT + "' END='" + END + "'\ncd $3\n" + script);
    script("examine", "cat $1/examined; echo looked");
    UmlSettings settings =
        new UmlSettings(
            folder,
            temporary,
            "64M",
            deadline,
            patience,
            1,
            List.of("-Xmx64m", "-ea"),
            ClassArchives.none());
    return new UmlRun(settings, Path.of("/no/kernel"), SILENCE, nanoTime)
        .run(List.of("/[class:some]"), Map.of("junit.a", "b"), told::add);
  }

  private void script(String name, String text) throws IOException {
    Path file = temporary.resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /** The time stands still until the script's pulse has beaten, however slow the script is. */
  private long timeSinceTheBeat() {
    try {
      if (Files.exists(folder.pulse()) && Files.size(folder.pulse()) > 0) {
        now += SILENCE.dividedBy(2).toNanos();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return now;
  }

  @Test
  void kernelWithoutAPulseIsLookedIntoAndEnded() throws IOException {
    nanoTime = this::timeSinceTheBeat;
    Optional<String> reason = run("echo kernel > examined; echo . > pulse; read -r", LONG);

    assertThat(reason)
        .get()
        .asString()
        .contains("The kernel itself stopped", folder.examination().toString());
    assertThat(folder.examination()).hasContent("kernel\nlooked");
  }

  @Test
  void kernelWithAPulseIsLeftToItsDeadline() throws IOException {
    nanoTime = this::timeWithABeat;
    Optional<String> reason = run("read -r", SILENCE.multipliedBy(10));

    assertThat(reason).get().asString().contains("jit.kernel.deadline");
  }

  /** Each reading is a quarter of the silence later, and the pulse has beaten in between. */
  private long timeWithABeat() {
    try {
      Files.writeString(folder.pulse(), ".", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    now += SILENCE.dividedBy(4).toNanos();
    return now;
  }

  @Test
  void eventsArePassedOnToTheEnd() throws IOException {
    Optional<String> reason =
        run("echo \"$EVENT\" > events.log; echo \"$END\" >> events.log", LONG);

    assertThat(reason).isEmpty();
    assertThat(told).containsExactly(new RunEvent.Started("/[class:some]"), new RunEvent.Ended());
  }

  @Test
  void bootFindsWhatItNeedsAndNothingOfEarlierRuns() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.events(), EVENT + "\n" + END + "\n");
    Files.writeString(folder.exitCode(), "0\n");

    Optional<String> reason = run("echo \"$1 $2\"; ls; cat tests java.args environment", LONG);

    assertThat(reason).get().asString().contains("The kernel stopped");
    assertThat(told).isEmpty();
    assertThat(folder.boot())
        .content()
        .contains("/no/kernel 64M\n", "/[class:some]\n", "\"-Xmx64m\"\n", "JAVA_HOME=")
        .doesNotContain("exit-code");
  }

  @Test
  void panicIsTheReason() throws IOException {
    Optional<String> reason =
        run(
            "echo \"$EVENT\" > events.log; printf 'Kernel panic - not syncing: \\xff\\nCall Trace:\\n'"
                + " > console.log; exit 134",
            LONG);

    assertThat(told).hasSize(1);
    assertThat(reason)
        .get()
        .asString()
        .contains("Kernel panic - not syncing", folder.console().toString());
  }

  @Test
  void whatBootSaysIsTheReasonWhereThereIsNoPanic() throws IOException {
    assertThat(run("echo 'No memory.' >&2; exit 1", LONG)).get().asString().contains("No memory.");
  }

  @Test
  void exitCodeOfTheJvmIsTheReason() throws IOException {
    assertThat(run("echo 7 > exit-code", LONG))
        .get()
        .asString()
        .contains("exit code 7", folder.output().toString());
  }

  /** The time stands still until the script's event has arrived, however slow the script is. */
  private long timeSinceTheEvent() {
    if (!told.isEmpty()) {
      now += SHORT.dividedBy(2).toNanos();
    }
    return now;
  }

  @Test
  void runThatTakesTooLongIsEndedByClosingItsInput() throws IOException {
    nanoTime = this::timeSinceTheEvent;
    Optional<String> reason =
        run("echo \"$EVENT\" > events.log; read -r; echo ended > ended; sleep 0.1", SHORT);

    assertThat(told).hasSize(1);
    assertThat(reason).get().asString().contains("jit.kernel.deadline");
    assertThat(folder.path().resolve("ended")).hasContent("ended");
  }

  @Test
  void runInWhichNothingHappensIsEnded() throws IOException {
    nanoTime = this::timeSinceTheEvent;
    Optional<String> reason = run("echo \"$EVENT\" > events.log; read -r", LONG, SHORT);

    assertThat(reason).get().asString().contains("jit.kernel.patience", "/[class:some]");
    assertThat(folder.timeline()).content().contains("started /[class:some]");
  }
}
