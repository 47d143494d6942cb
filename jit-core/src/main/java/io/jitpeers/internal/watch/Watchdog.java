package io.jitpeers.internal.watch;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every now and then who has not returned, whether the pipeline's scheduler still runs what
 * is due, and has those arm themselves again who wait for a time: one that could not be armed would
 * otherwise wait for ever. Thread-safe.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  /** So often within the patience, so that what hangs is told of soon after it. */
  private static final int LOOKS = 4;

  private final CallWatch calls;
  private final Scheduler own;
  private final Scheduler watched;
  private final Duration every;
  private final List<Runnable> arming;
  private final Party party;
  private final FailureLog failures;
  private final Object lock = new Object();
  private Scheduler.@Nullable Cancellable next;
  private boolean closed;
  private Party.@Nullable Call ping;
  private volatile @Nullable Thread schedulerThread;

  /**
   * Creates a watchdog that sleeps until it is started.
   *
   * @param calls the calls to look at
   * @param own runs the looks; not the one that is watched, unless time is moved by hand
   * @param watched the pipeline's scheduler
   * @param patience as of the options
   * @param arming each arms what should be armed, and does nothing if it is
   */
  public Watchdog(
      CallWatch calls,
      Scheduler own,
      Scheduler watched,
      Duration patience,
      TimeSource time,
      List<Runnable> arming) {
    this.calls = calls;
    this.own = own;
    this.watched = watched;
    this.every = patience.dividedBy(LOOKS);
    this.arming = List.copyOf(arming);
    this.party =
        calls.patientParty(
            "the scheduler", "deadlines, sweeps and questions that are due wait for it");
    this.failures = new FailureLog(log, time);
  }

  /** Begins to look. */
  public void start() {
    synchronized (lock) {
      if (!closed) {
        next = own.schedule(this::look, every);
      }
    }
  }

  private void look() {
    guarded("look at calls that hang", calls::look);
    guarded("ask the scheduler for a sign of life", this::ping);
    arming.forEach(one -> guarded("arm what should be armed", one));
    guarded("arrange for the next look", this::start);
  }

  private void guarded(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.record("the watchdog could not " + what, e);
    }
  }

  /** One ping at a time: a scheduler that hangs gets no more of them. */
  private void ping() {
    synchronized (lock) {
      if (closed || ping != null) {
        return;
      }
      ping = party.begin("run what is due", schedulerThread);
    }
    try {
      var unused = watched.schedule(this::answered, Duration.ZERO);
    } catch (RuntimeException | Error e) {
      answered();
      throw e;
    }
  }

  private void answered() {
    schedulerThread = Thread.currentThread();
    Party.Call call;
    synchronized (lock) {
      call = ping;
      ping = null;
    }
    if (call != null) {
      boolean unused = call.end();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (next != null) {
        next.cancel();
      }
    }
  }
}
