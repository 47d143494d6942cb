package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.BrokenClasses;
import io.jitpeers.testing.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps go on if Flight Recorder fails. */
class CronRecordingTest {
  @TempDir private Path directory;

  @Test
  void sweepsThatCannotBeRecordedStillEnd() throws Exception {
    BrokenClasses.in(directory, "io.jitpeers.internal.recording.SweepEvent");

    assertThat(new JavaProcess().first(directory).run(Main.class))
        .contains("completed: true", "sweeps: 4");
  }

  /** Sweeps once on request and three times on schedule. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      CronBench bench = new CronBench();
      EvictionCron cron = bench.cron();
      System.out.println("completed: " + cron.runNow(false).isDone());
      cron.start();
      bench.time.advance(Duration.ofMinutes(3));
      System.out.println("sweeps: " + cron.statistics().sweeps());
    }
  }
}
