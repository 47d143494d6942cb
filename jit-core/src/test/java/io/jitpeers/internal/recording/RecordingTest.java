package io.jitpeers.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Events;
import io.jitpeers.testing.Allocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event types, with real recordings. */
class RecordingTest {
  private static final int CALLS = 10_000;

  /** Less than one byte for ten calls. */
  private static final long BOUND = CALLS / 10;

  @TempDir private Path directory;

  private static final class Caller implements Runnable {
    private final Events events = new Events();
    private int recorded;

    @Override
    public void run() {
      for (int i = 0; i < CALLS; i++) {
        events.stageTook(Stage.OPEN, i);
        recorded += Recording.provisioning() == null ? 0 : 1;
        recorded += Recording.sweep() == null ? 0 : 1;
      }
    }
  }

  @Test
  void nothingIsAllocatedWhileNoRecordingRuns() {
    Caller caller = new Caller();
    assertThat(Allocation.least(caller, BOUND)).isLessThan(BOUND);
    assertThat(caller.recorded).isZero();
  }

  @Test
  void norWhileARecordingOfOtherEventsRunsNorAfterOne() {
    Caller caller = new Caller();
    try (jdk.jfr.Recording other = new jdk.jfr.Recording()) {
      other.disable("io.jitpeers.Stage");
      other.disable("io.jitpeers.Provisioning");
      other.disable("io.jitpeers.Sweep");
      other.enable("jdk.ThreadSleep");
      other.start();
      assertThat(Allocation.least(caller, BOUND)).isLessThan(BOUND);
    }
    try (jdk.jfr.Recording all = new jdk.jfr.Recording()) {
      all.enable("io.jitpeers.Stage");
      all.enable("io.jitpeers.Provisioning");
      all.start();
      new Caller().run();
    }
    assertThat(Allocation.least(caller, BOUND)).isLessThan(BOUND);
    assertThat(caller.recorded).isZero();
  }

  @Test
  void stagesAreRecordedOnlyIfTheyAreNamed() throws Exception {
    try (jdk.jfr.Recording plain = new jdk.jfr.Recording()) {
      plain.start();
      Recording.stageTook(Stage.STORE, 1);
      assertThat(Recording.provisioning()).isNotNull();
      assertThat(Recording.sweep()).isNotNull();
      assertThat(stages(plain)).isEmpty();
    }
    try (jdk.jfr.Recording named = new jdk.jfr.Recording()) {
      named.enable("io.jitpeers.Stage");
      named.start();
      Recording.stageTook(Stage.FIRST_PACKET, 1_234_567);
      List<RecordedEvent> stages = stages(named);
      assertThat(stages).hasSize(1);
      assertThat(stages.get(0).getString("stage")).isEqualTo("first.packet");
      assertThat(stages.get(0).getDuration("took")).isEqualTo(Duration.ofNanos(1_234_567));
      assertThat(stages.get(0).getStackTrace()).isNull();
    }
  }

  /** Returns the stages that this thread recorded: a recording covers the whole process. */
  private List<RecordedEvent> stages(jdk.jfr.Recording recording) throws Exception {
    Path file = directory.resolve(recording.getId() + ".jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("io.jitpeers.Stage"))
        .filter(event -> event.getThread().getJavaThreadId() == Thread.currentThread().getId())
        .toList();
  }
}
