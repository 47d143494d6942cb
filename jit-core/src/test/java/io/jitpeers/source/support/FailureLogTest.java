package io.jitpeers.source.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {
  private final ManualTime time = new ManualTime();
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(FailureLogTest.class), time);

  @Test
  void countsAllAndLogsSome() {
    try (CapturedLog log = CapturedLog.of(FailureLogTest.class)) {
      for (int i = 0; i < 1_000; i++) {
        failures.record("it failed", new IllegalStateException("cause " + i));
      }
      time.advance(FailureLog.QUIET.minus(Duration.ofNanos(1)));
      failures.record("it failed", new IllegalStateException("too early"));
      time.advance(Duration.ofNanos(1));
      failures.record("it failed", new IllegalStateException("later"));

      assertThat(failures.count()).isEqualTo(1_002);
      assertThat(log.messages(Level.ERROR)).hasSize(2);
      assertThat(log.events().get(0).getThrowableProxy().getMessage()).isEqualTo("cause 0");
      assertThat(log.events().get(1).getThrowableProxy().getMessage()).isEqualTo("later");
      assertThat(log.messages(Level.ERROR).get(1)).contains("1000 ");
    }
  }
}
