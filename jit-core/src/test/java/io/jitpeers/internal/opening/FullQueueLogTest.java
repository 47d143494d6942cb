package io.jitpeers.internal.opening;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A clock whose readings are negative, as those of {@code System.nanoTime} may be. */
class FullQueueLogTest {
  private long now = Duration.ofHours(-1).toNanos();
  private boolean broken;
  private final FullQueueLog full =
      new FullQueueLog(
          new TimeSource() {
            @Override
            public long nanoTime() {
              if (broken) {
                throw new IllegalStateException("no clock");
              }
              return now;
            }

            @Override
            public Instant wallTime() {
              return Instant.EPOCH;
            }
          });

  private void pass(Duration by) {
    now += by.toNanos();
  }

  @Test
  void aDropIsLoggedAgainAfterAMinute() {
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      full.dropped(now);
      assertThat(log.messages(Level.WARN)).hasSize(1);
      pass(Duration.ofMinutes(1));
      full.dropped(now);
      assertThat(log.messages(Level.WARN)).hasSize(2);
    }
  }

  @Test
  void wrongCaptureTimesDoNotFillTheLog() {
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      for (int i = 0; i < 100; i++) {
        full.dropped(Duration.ofMinutes(5).toNanos() * i);
      }
      assertThat(log.messages(Level.WARN)).hasSize(1);
    }
  }

  @Test
  void nothingMoreIsLoggedWhileTheClockFails() {
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      full.dropped(now);
      broken = true;
      pass(Duration.ofMinutes(2));
      full.dropped(now);
      assertThat(log.messages(Level.WARN)).hasSize(1);

      broken = false;
      full.dropped(now);
      assertThat(log.messages(Level.WARN)).hasSize(2);
    }
  }
}
