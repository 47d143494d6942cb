package io.jitpeers.internal.device;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Lists the device repeatedly to find completed handshakes. Such a listing is called a look. A
 * supplier says before each look how long to wait, or that no look is wanted. The pauses are so
 * long that looks take at most a twentieth of the total time. Thread-safe; nothing blocks.
 */
public final class RepeatedLooks implements AutoCloseable {
  /** The pause after a look is at least this many times as long as the look. */
  private static final int PAUSE_FACTOR = 19;

  private final PeerStore store;
  private final HotSet hotSet;
  private final Events events;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Executor executor;
  private final Supplier<@Nullable Duration> pause;
  private final FailureLog failures;
  private boolean armed;
  private boolean closed;
  private long notBefore;
  private boolean looked;

  /**
   * Creates an instance.
   *
   * @param executor lists the device; it runs one task at a time, and it runs no task while a sweep
   *     lists the device
   * @param pause returns how long to wait before the next look; null if no look is wanted
   */
  public RepeatedLooks(
      PeerStore store,
      HotSet hotSet,
      Events events,
      TimeSource time,
      Scheduler scheduler,
      Executor executor,
      Supplier<@Nullable Duration> pause) {
    this.store = store;
    this.hotSet = hotSet;
    this.events = events;
    this.time = time;
    this.scheduler = scheduler;
    this.executor = executor;
    this.pause = pause;
    this.failures = new FailureLog(LoggerFactory.getLogger(RepeatedLooks.class), time);
  }

  /** Schedules a look if a look is wanted and none is scheduled yet. */
  public synchronized void arm() {
    Duration wait = closed || armed ? null : pause.get();
    if (wait == null) {
      return;
    }
    long nanos = looked ? notBefore - time.nanoTime() : 0;
    Duration longer = wait.toNanos() > nanos ? wait : Duration.ofNanos(nanos);
    try {
      scheduler.schedule(this::begin, longer);
      armed = true;
    } catch (RuntimeException | Error e) {
      failures.record("a look for completed handshakes could not be scheduled", e);
    }
  }

  private void begin() {
    try {
      executor.execute(this::look);
    } catch (RejectedExecutionException e) {
      ended(0); // The orchestrator is closing.
    } catch (RuntimeException | Error e) {
      failures.record("a look for completed handshakes could not begin", e);
      ended(0);
    }
  }

  private void look() {
    long took = 0;
    try {
      if (isClosed() || pause.get() == null) {
        return;
      }
      long begun = time.nanoTime();
      try {
        var unused = DeviceListing.glance(store, hotSet, events::publish);
      } finally {
        took = time.nanoTime() - begun;
      }
    } catch (StoreException | RuntimeException | Error e) {
      failures.record("a look for completed handshakes failed", e);
    } finally {
      ended(took);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void ended(long took) {
    synchronized (this) {
      armed = false;
      looked = true;
      notBefore = time.nanoTime() + took * PAUSE_FACTOR;
    }
    arm();
  }

  /** Begins no further look. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
