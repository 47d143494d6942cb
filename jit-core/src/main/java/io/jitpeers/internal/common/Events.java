package io.jitpeers.internal.common;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import io.jitpeers.internal.recording.Recording;
import io.jitpeers.internal.trace.Tracers;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.StagePool;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.options.EventOptions;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes events. Parts of this library receive them at once, on the thread where the event
 * happens. Listeners and observers of the embedding program receive them on a separate thread, so
 * that no stage waits for a listener or an observer. Exceptions are logged, at a bounded rate, and
 * counted. Thread-safe.
 */
public final class Events {
  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private final List<JitListener> parts = new CopyOnWriteArrayList<>();
  private final @Nullable StagePool thread;
  private final Deliveries deliveries;
  private final Tracers tracers;
  private final EventOptions options;
  private final FailureLog partFailures;
  private final TimeSource time;
  private volatile Instant latest = Instant.EPOCH;
  private volatile long latestNanos;
  private final LongAdder failures = new LongAdder();

  /**
   * Creates an instance that calls listeners and observers on the thread that publishes the event.
   * Used by tests of single parts.
   */
  public Events() {
    this(
        EventOptions.builder().inline(true).build(),
        CallWatch.alone(TimeSource.system()),
        TimeSource.system());
  }

  public Events(EventOptions options, CallWatch watch, TimeSource time) {
    this.options = options;
    this.time = time;
    this.thread = options.inline() ? null : newThread(watch.stages());
    this.deliveries = new Deliveries(options, watch, time, thread);
    this.partFailures = new FailureLog(log, time);
    this.tracers = new Tracers(watch, time, this::nanoTime, options.inline());
  }

  private static StagePool newThread(StageWatch stages) {
    return StagePool.one(
        stages.stage("the delivery of events", "listeners and observers receive nothing"),
        "jit-events");
  }

  /** Starts the listeners' thread in advance, so that the first event does not wait. */
  public void start() {
    if (thread != null) {
      thread.start();
    }
  }

  /**
   * Adds a listener that is a part of this library. The listener must neither block nor call the
   * embedding program's code.
   */
  public void subscribe(JitListener part) {
    parts.add(part);
  }

  /** Adds a listener of the embedding program. */
  public void addListener(JitListener listener) {
    deliveries.add(listener);
  }

  /** Adds an observer of the embedding program. */
  public void addObserver(StageObserver observer) {
    deliveries.add(observer);
  }

  /** Removes a listener; events that are already queued are still delivered to it. */
  public void removeListener(JitListener listener) {
    deliveries.remove(listener);
  }

  /** Removes an observer; times that are already queued are still delivered to it. */
  public void removeObserver(StageObserver observer) {
    deliveries.remove(observer);
  }

  /**
   * Passes an event to every subscribed part of this library on this thread, and then delivers it
   * to the embedding program's listeners.
   */
  public void publish(JitEvent event) {
    Instant at = now();
    for (JitListener part : parts) {
      try {
        part.onEvent(event);
      } catch (RuntimeException | Error e) {
        failures.increment();
        partFailures.record("a part of this library could not take " + event, e);
      }
    }
    deliveries.event(event, at);
  }

  /** Returns the wall time. If the clock throws, returns the time of the previous event. */
  private Instant now() {
    try {
      Instant now = time.wallTime();
      latest = now;
      return now;
    } catch (RuntimeException | Error e) {
      failures.increment();
      partFailures.record("the clock failed; an event gets the time of the previous one", e);
      return latest;
    }
  }

  /**
   * Returns a reading of the monotonic clock, for measuring how long a stage takes. If the clock
   * throws, returns the previous reading, so that a failure of the clock does not end the stage.
   */
  public long nanoTime() {
    try {
      long now = time.nanoTime();
      latestNanos = now;
      return now;
    } catch (RuntimeException | Error e) {
      failures.increment();
      partFailures.record("the clock failed; the time of a stage is wrong", e);
      return latestNanos;
    }
  }

  /**
   * Queues the time that a stage took. Every observer receives it together with the next event, or
   * at the next {@link #flush}.
   */
  public void stageTook(Stage stage, long nanos) {
    Recording.stageTook(stage, nanos);
    deliveries.stageTook(stage, nanos);
  }

  /** Starts the delivery of queued stage times. Called when a packet has been completed. */
  public void flush() {
    deliveries.flush();
  }

  /**
   * Returns the part that holds the embedding program's tracer and the thread that calls the
   * tracer.
   */
  public Tracers tracers() {
    return tracers;
  }

  /**
   * Returns how often a listener, an observer, a part of this library or the clock threw, plus the
   * {@linkplain Tracers#failures failures of the tracer}. Includes the failures to record events
   * with Flight Recorder, which are counted for the whole process, not for each orchestrator.
   */
  public long failures() {
    return failures.sum() + deliveries.failures() + tracers.failures() + Recording.failures();
  }

  /** Returns the number of events that wait for listeners. */
  public int queued() {
    return deliveries.queued();
  }

  /** Returns the number of events that were dropped because listeners did not keep up. */
  public long dropped() {
    return deliveries.dropped();
  }

  /**
   * Returns the number of stage times that were dropped because the observers or the listeners were
   * too slow. Both are called on the same thread.
   */
  public long droppedTimes() {
    return deliveries.droppedTimes();
  }

  /**
   * Delivers queued events, makes the calls to the tracer that are due, and ends the threads. Waits
   * at most {@link EventOptions#closeDeadline} in total. If a listener, an observer or the tracer
   * calls this method, the method returns without waiting, and the remaining calls to listeners,
   * observers and the tracer are made later.
   */
  public void close() {
    boolean waits = !(thread != null && thread.isThisThread()) && !tracers.isThisThread();
    long nanos = waits ? options.closeDeadline().toNanos() : 0;
    long until = System.nanoTime() + nanos;
    try {
      if (!deliveries.close(nanos) && waits) {
        log.warn(
            "closed although {} events were not delivered to listeners within {}",
            deliveries.queued(),
            options.closeDeadline());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while closing; {} events may not be delivered", deliveries.queued());
    }
    if (thread != null) {
      thread.shutdown();
    }
    Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    if (!tracers.close(left) && waits) {
      log.warn("closed although the tracer did not return within {}", options.closeDeadline());
    }
  }
}
