package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PulseTest {
  @TempDir Path folder;
  private long now = 1;

  @Test
  void silenceIsTheTimeSinceItLastGrew() throws IOException {
    Path file = folder.resolve("pulse");
    Pulse pulse = new Pulse(file, () -> now);
    assertThat(after(pulse, 500)).as("not begun").isZero();

    Files.writeString(file, ".");
    assertThat(after(pulse, 10)).isZero();
    assertThat(after(pulse, 10)).isEqualTo(Duration.ofSeconds(10));
    assertThat(after(pulse, 100)).isEqualTo(Duration.ofSeconds(110));

    Files.writeString(file, "..");
    assertThat(after(pulse, 10)).isZero();
  }

  private Duration after(Pulse pulse, long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    return pulse.silence();
  }

  @Test
  void itGrows() throws Exception {
    Path file = folder.resolve("beating");
    Thread beating = Pulse.start(file);
    try {
      Await.until("two beats", () -> size(file) >= 2);
    } finally {
      // A later beat would create a file while the folder is deleted.
      beating.interrupt();
      beating.join();
    }
  }

  private static long size(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }
}
