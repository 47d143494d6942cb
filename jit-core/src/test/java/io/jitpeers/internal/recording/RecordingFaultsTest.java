package io.jitpeers.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.common.Events;
import io.jitpeers.testing.BrokenClasses;
import io.jitpeers.testing.JavaProcess;
import io.jitpeers.trace.StageEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failure to record costs no packet and no sweep. In another JVM, as it ends all recording. */
class RecordingFaultsTest {
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);

  @TempDir private Path directory;

  @Test
  void eventTypesThatCannotBeLoadedAreDoneWithout() throws Exception {
    BrokenClasses.in(
        directory,
        "io.jitpeers.internal.recording.StageEvent",
        "io.jitpeers.internal.recording.ProvisioningEvent",
        "io.jitpeers.internal.recording.SweepEvent");
    for (String first : List.of("stage", "provisioning", "sweep")) {
      List<String> lines = new JavaProcess().first(directory).run(Unloadable.class, first);

      assertThat(lines).contains("failures: 1");
    }
  }

  @Test
  void anEventThatCannotBeWrittenIsTheLast() throws Exception {
    for (String which : List.of("provisioning", "sweep")) {
      List<String> lines = new JavaProcess().run(Unwritable.class, which);

      assertThat(lines).contains("failures: 1", "recorded: false");
    }
  }

  /** Records each kind of event, the given one first. */
  static final class Unloadable {
    private Unloadable() {}

    public static void main(String[] arguments) {
      Events events = new Events();
      Map<String, Runnable> kinds =
          Map.of(
              "stage", () -> events.stageTook(Stage.OPEN, 1),
              "provisioning", () -> assertThat(events.tracers().begin(true)).isNull(),
              "sweep", () -> assertThat(Recording.sweep()).isNull());
      Objects.requireNonNull(kinds.get(arguments[0])).run();
      kinds.values().forEach(Runnable::run);
      System.out.println("failures: " + events.failures());
    }
  }

  /** Takes times that are too long for an event. */
  static final class Unwritable {
    private Unwritable() {}

    public static void main(String[] arguments) {
      try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
        recording.start();
        RecordedProvisioning provisioning = Objects.requireNonNull(Recording.provisioning());
        RecordedSweep sweep = Objects.requireNonNull(Recording.sweep());
        if (arguments[0].equals("sweep")) {
          sweep.ended(
              false,
              new SweepReport(false, 0, true, Map.of(), Map.of(), 0, 0, ENDLESS, Duration.ZERO));
        } else {
          provisioning.stageEnded(new StageEnd(Stage.LOOKUP, StageEnd.Result.FOUND, ENDLESS));
          provisioning.ended(Outcome.INSTALLED);
        }
        System.out.println("failures: " + Recording.failures());
        System.out.println("recorded: " + (Recording.sweep() != null));
      }
    }
  }
}
