package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time is moved by hand. */
class ProgressTest {
  private final StringWriter err = new StringWriter();
  private long now = 1;

  private Progress progress(boolean terminal) {
    return new Progress("peers read", new PrintWriter(err), terminal, () -> now);
  }

  private void passMillis(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private String shown() {
    String text = err.toString();
    err.getBuffer().setLength(0);
    return text;
  }

  @Test
  void aLogGetsALineEveryTenSeconds() {
    try (Progress progress = progress(false)) {
      for (int second = 1; second <= 25; second++) {
        passMillis(1000);
        progress.at(second * 1000L, 0);
      }
    }
    assertThat(shown().lines())
        .containsExactly("10,000 peers read, 1,000 a second", "20,000 peers read, 1,000 a second");
  }

  @Test
  void aShortCommandShowsNothingInALog() {
    try (Progress progress = progress(false)) {
      passMillis(9999);
      progress.at(1_000_000, 1_000_000);
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void aTerminalGetsOneLineThatIsRewrittenAndRemoved() {
    Progress progress = progress(true);
    progress.at(1, 4);
    assertThat(shown()).isEmpty();
    passMillis(200);
    progress.at(1, 4);
    assertThat(shown()).isEqualTo("\r\u001b[K1 of 4 peers read (25 %), about 1 s left");
    passMillis(100);
    progress.at(2, 4);
    assertThat(shown()).as("a moment later").isEmpty();

    progress.clear();
    progress.close();

    assertThat(shown()).isEqualTo("\r\u001b[K");
  }

  @Test
  void theTimeThatIsLeftIsInMinutesIfItIsLong() {
    Progress progress = progress(false);
    passMillis(60_000);
    progress.at(0, 10);
    assertThat(shown()).isEqualTo("0 of 10 peers read (0 %)" + System.lineSeparator());
    passMillis(60_000);
    progress.at(1, 10);
    assertThat(shown())
        .isEqualTo("1 of 10 peers read (10 %), about 18 min left" + System.lineSeparator());
  }

  @Test
  void withoutAConsoleThereIsNoTerminal() {
    assertThat(Progress.isTerminal(null)).isFalse();
  }
}
