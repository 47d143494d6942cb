package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayMark.WrongClock;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What is remembered of a wrong clock, also over a restart, which the wall clock alone outlives.
 */
class ClockExceptionTest {
  private static final long SLACK = Duration.ofMinutes(10).toSeconds();
  private static final Tai64n FIRST = Tai64n.of(1_000_000, 500);

  private final ManualTime time = new ManualTime();
  private final ClockException exception = new ClockException();

  private static Tai64n after(long seconds) {
    return Tai64n.of(FIRST.seconds() + seconds, FIRST.nanos());
  }

  private void assertContinues(ClockException asked, long passed) {
    long now = time.nanoTime();
    assertThat(asked.continues(after(passed + SLACK), now)).isTrue();
    assertThat(asked.continues(after(passed + SLACK + 1), now)).isFalse();
    assertThat(asked.continues(FIRST, now)).isFalse();
  }

  private void begin() {
    exception.beginLineage();
    assertThat(exception.continues(FIRST, time.nanoTime())).as("any is the first").isTrue();
    assertThat(exception.continueWith(FIRST, time.nanoTime())).isTrue();
  }

  @Test
  void saysNothingUnlessAClockIsWrong() {
    assertThat(exception.isEmpty()).isTrue();
    exception.beginLineage();
    assertThat(exception.isEmpty()).isFalse();
    exception.endLineage();
    assertThat(exception.isEmpty()).isTrue();
    assertThat(exception.continues(FIRST, 0)).isFalse();
    exception.ahead = FIRST;
    assertThat(exception.isEmpty()).isFalse();
  }

  @Test
  void theNextMayDifferByTheTimeThatPassedAndTenMinutes() {
    begin();
    time.advance(Duration.ofSeconds(100));
    assertContinues(exception, 100);
    assertThat(exception.continueWith(after(5), time.nanoTime())).as("not the first").isFalse();
    assertThat(exception.continues(after(4), time.nanoTime())).isFalse();
  }

  @Test
  void theTimeThatPassedGoesOnOverARestart() {
    begin();
    time.advance(Duration.ofSeconds(100));
    WrongClock copy = exception.copy(time);
    assertThat(copy.lineageTime()).isEqualTo(time.wallTime().minusSeconds(100));
    time.advance(Duration.ofSeconds(50));
    assertContinues(ClockException.of(copy, time), 150);
  }

  @Test
  void aClockThatWasSetBackSinceIsTakenAsNoTime() {
    begin();
    time.advance(Duration.ofSeconds(100));
    WrongClock copy = exception.copy(time);
    time.stepWallClock(Duration.ofDays(-1));
    assertContinues(ClockException.of(copy, time), 0);
  }

  @Test
  void noMoreThanAHundredYearsCount() {
    begin();
    WrongClock copy = exception.copy(time);
    time.stepWallClock(Duration.ofDays(100_000));
    assertContinues(ClockException.of(copy, time), Duration.ofDays(36_500).toSeconds());
  }

  @Test
  void allOfItIsCopied() {
    exception.ahead = FIRST;
    exception.aheadIsLatest = true;
    WrongClock copy = exception.copy(time);
    assertThat(copy).isEqualTo(new WrongClock(FIRST, true, false, null, null));
    assertThat(ClockException.of(copy, time).copy(time)).isEqualTo(copy);
    exception.beginLineage();
    assertThat(exception.copy(time)).isEqualTo(new WrongClock(FIRST, false, true, null, null));
    assertThat(ClockException.of(exception.copy(time), time).continues(FIRST, 0)).isTrue();
  }
}
