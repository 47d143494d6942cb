package io.jitpeers.internal.eviction;

import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Brings a sweep forward for peers whose clients have not confirmed themselves by a handshake: only
 * a listing shows who has. One sweep answers for all that are due, and the next one comes no sooner
 * than a while later, however many peers are installed. Thread-safe; no call blocks.
 */
public final class ConfirmationWatch implements AutoCloseable {
  /** REKEY_TIMEOUT, whitepaper section 6.1: so often the data plane sends to such a peer. */
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

  /** A peer was installed just now whose client is still to confirm itself. */
  public void expect() {
    synchronized (lock) {
      latest = time.nanoTime();
      if (!armed) {
        arm(confirmationTime);
      }
    }
  }

  /** Under the lock. If it fails the next peer that is expected, or a sweep, makes up for it. */
  private void arm(Duration delay) {
    if (!closed) {
      try {
        wakeUp = scheduler.schedule(this::wake, delay);
        armed = true;
      } catch (RuntimeException | Error e) {
        failures.record("a sweep for unconfirmed peers could not be arranged for", e);
      }
    }
  }

  private void wake() {
    synchronized (lock) {
      armed = false;
      // Those that came after the first one are due later.
      if (time.nanoTime() - latest < confirmationTime.toNanos()) {
        arm(AT_MOST_EVERY);
      }
    }
    if (!hotSet.unconfirmed(confirmationTime, 1).isEmpty()) {
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
