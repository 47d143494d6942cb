package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SilenceTimerTest {
  private final ManualTime time = new ManualTime();
  private final AtomicInteger silences = new AtomicInteger();
  private final SilenceTimer timer =
      new SilenceTimer(time, time, Duration.ofSeconds(45), silences::incrementAndGet);

  private void seconds(int count) {
    time.advance(Duration.ofSeconds(count));
  }

  @Test
  void silenceIsToldOnce() {
    timer.start();
    seconds(44);
    assertThat(silences).hasValue(0);
    seconds(1);
    assertThat(silences).hasValue(1);
    seconds(1000);
    assertThat(silences).hasValue(1);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void whatIsHeardPutsItOff() {
    timer.start();
    for (int i = 0; i < 10; i++) {
      seconds(40);
      timer.busy();
      timer.waiting();
    }
    seconds(44);
    assertThat(silences).hasValue(0);
    seconds(1);
    assertThat(silences).hasValue(1);
  }

  @Test
  void ourOwnWorkIsNoSilence() {
    timer.start();
    timer.busy();
    seconds(1000);
    assertThat(silences).hasValue(0);
    timer.waiting();
    seconds(44);
    assertThat(silences).hasValue(0);
    seconds(45);
    assertThat(silences).hasValue(1);
  }

  @Test
  void stoppedItIsStill() {
    timer.start();
    timer.stop();
    seconds(1000);
    assertThat(silences).hasValue(0);
    assertThat(time.scheduledTasks()).isZero();
  }
}
