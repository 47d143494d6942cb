package io.jitpeers.internal.eviction;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Triggers an early sweep when a new peer's time for its first handshake is over. Only the sweep's
 * listing shows whether the peer has completed the handshake. One sweep serves all peers whose time
 * is over. Early sweeps are at least 5 s apart, however many peers are installed. Thread-safe; no
 * call blocks.
 */
public final class ConfirmationWatch implements AutoCloseable {
  /**
   * The shortest interval between early sweeps: REKEY_TIMEOUT (whitepaper, section 6.1), after
   * which WireGuard repeats an initiation that was not answered.
   */
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(5);

  private final HotSet hotSet;
  private final Duration confirmationTime;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Runnable sweep;

  private final Object lock = new Object();
  private Scheduler.@Nullable Cancellable wakeUp;
  private long latest;
  private boolean armed;
  private boolean closed;
  private final FailureLog failures;

  public ConfirmationWatch(
      HotSet hotSet,
      Duration confirmationTime,
      TimeSource time,
      Scheduler scheduler,
      Runnable sweep) {
    this.hotSet = hotSet;
    this.confirmationTime = confirmationTime;
    this.time = time;
    this.failures = new FailureLog(LoggerFactory.getLogger(ConfirmationWatch.class), time);
    this.scheduler = scheduler;
    this.sweep = sweep;
  }

  /** Records that a peer was just installed and must still complete a handshake. */
  public void expect() {
    synchronized (lock) {
      latest = time.nanoTime();
      if (!armed) {
        arm(confirmationTime);
      }
    }
  }

  /**
   * Schedules the next check for overdue peers. If that fails, the next call of {@link #expect}
   * schedules a check, or the next sweep finds the overdue peers. The caller holds the lock.
   */
  private void arm(Duration delay) {
    if (!closed) {
      try {
        wakeUp = scheduler.schedule(this::wake, delay);
        armed = true;
      } catch (RuntimeException | Error e) {
        failures.record("a sweep for unconfirmed peers could not be scheduled", e);
      }
    }
  }

  private void wake() {
    synchronized (lock) {
      armed = false;
      // If the peer that was installed last is not due yet, another check must follow.
      if (time.nanoTime() - latest < confirmationTime.toNanos()) {
        arm(AT_MOST_EVERY);
      }
    }
    if (!hotSet.unconfirmed().overdue(confirmationTime, 1).isEmpty()) {
      sweep.run();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (wakeUp != null) {
        wakeUp.cancel();
      }
    }
  }
}
