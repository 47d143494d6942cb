package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

class ProgressTest {
  @TempDir Path folder;
  private long now;
  private Progress progress;

  @BeforeEach
  void begin() {
    now = 1;
    progress = new Progress(folder.resolve("timeline"), () -> now);
  }

  private void after(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void silenceIsSinceTheLastEvent() {
    after(5);
    assertThat(progress.silence()).hasSeconds(5);

    progress.accept(new RunEvent.Started("/[class:A]"));
    after(7);

    assertThat(progress.silence()).hasSeconds(7);
    assertThat(progress.age()).hasSeconds(12);
  }

  @Test
  void summaryNamesTheInnermostThatRuns() {
    progress.accept(new RunEvent.Started(""));
    progress.accept(new RunEvent.Started("/[class:A]"));
    progress.accept(new RunEvent.Started("/[class:A]/[method:b()]"));
    progress.accept(
        new RunEvent.Finished("/[class:A]/[method:b()]", Status.SUCCESSFUL, Optional.empty()));
    after(1);
    progress.accept(new RunEvent.Started("/[class:A]/[method:c()]"));
    after(90);

    assertThat(progress.summary())
        .contains("1 tests", "90.0 s", "/[class:A]/[method:c()]")
        .doesNotContain("b()");
  }

  @Test
  void summaryOfARunThatHasNotBegun() {
    after(3);

    assertThat(progress.summary()).contains("0 tests", "3.0 s", "nothing");
  }

  @Test
  void timelineTellsWhenAndHowLong() {
    after(2);
    progress.accept(new RunEvent.Started("/[class:A]"));
    after(30);
    progress.accept(new RunEvent.Finished("/[class:A]", Status.FAILED, Optional.empty()));

    assertThat(folder.resolve("timeline"))
        .hasContent("     2.0 started /[class:A]\n    32.0 failed after 30.0 s /[class:A]\n");
  }
}
