package io.jitpeers.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.internal.watch.Watchdog;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A watchdog that looks when the test advances the time, at stages on real threads. */
public final class Looks implements AutoCloseable {
  /** Longer than it takes to notice a stage that hangs. */
  public static final Duration LONG = WatchdogOptions.DEFAULT_PATIENCE.multipliedBy(2);

  /** Long enough for a look of the watchdog, too short to find a stage that hangs. */
  private static final Duration SHORT = WatchdogOptions.DEFAULT_PATIENCE.dividedBy(2);

  public final ManualTime time = new ManualTime();
  public final CallWatch calls = new CallWatch(WatchdogOptions.defaults(), time);
  private final Watchdog watchdog =
      new Watchdog(
          calls, time, time, WatchdogOptions.DEFAULT_PATIENCE, time, Runnable::run, List.of());
  private final CapturedLog log = CapturedLog.of(StageWatch.class);

  public Looks() {
    watchdog.start();
  }

  public StageWatch stages() {
    return calls.stages();
  }

  /** Asserts that nothing hangs, however much time passes. */
  public void assertNothingHangs() {
    time.advance(LONG.multipliedBy(10));
    assertThat(stages().hanging()).isZero();
    assertThat(stages().hung()).isZero();
    assertThat(log.messages(Level.ERROR)).isEmpty();
  }

  /** Asserts that a stuck stage is logged once, with its stack, and makes progress afterwards. */
  public void assertNoticed(String stage, Snag snag) throws Exception {
    snag.awaitCaught();
    assertThat(stages().hanging()).isZero();
    time.advance(LONG);
    time.advance(LONG);
    assertThat(stages().hanging()).isOne();
    assertThat(stages().hung()).as("once for each hang").isOne();
    List<ILoggingEvent> told =
        log.events().stream().filter(event -> event.getLevel() == Level.ERROR).toList();
    assertThat(told)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getFormattedMessage())
                    .startsWith(stage + " has made no progress for PT1"));
    assertThat(
            Stream.of(told.get(0).getThrowableProxy().getStackTraceElementProxyArray())
                .map(element -> element.getStackTraceElement().getMethodName()))
        .contains("hangHere");

    snag.release();
    Await.until("it goes on", () -> stages().hanging() == 0);
    // A short time: the thread may still be in the same task, and it would count as hanging again
    // if much time passed before its next step.
    time.advance(SHORT);
    assertThat(log.messages(Level.WARN))
        .anyMatch(line -> line.startsWith(stage + " makes progress again"));
    assertThat(stages().hung()).isOne();
  }

  @Override
  public void close() {
    watchdog.close();
    log.close();
  }
}
