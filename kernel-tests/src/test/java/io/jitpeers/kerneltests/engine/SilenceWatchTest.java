package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private long now = 1;
  private final SilenceWatch watch =
      new SilenceWatch(
          Duration.ofMinutes(4), () -> now, new PrintStream(printed, true, StandardCharsets.UTF_8));

  private void lookAfter(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
    watch.look();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void threadsArePrintedOnceASilence() {
    lookAfter(239);
    assertThat(printed()).isEmpty();

    lookAfter(1);
    assertThat(printed())
        .contains("240 s", '"' + Thread.currentThread().getName() + "\" RUNNABLE")
        .contains("SilenceWatchTest.threadsArePrintedOnceASilence");

    printed.reset();
    lookAfter(1_000);
    assertThat(printed()).isEmpty();

    watch.event();
    lookAfter(240);
    assertThat(printed()).contains("240 s");
  }

  @Test
  void anEventPutsItOff() {
    lookAfter(200);
    watch.event();
    lookAfter(200);

    assertThat(printed()).isEmpty();
  }
}
