package io.jitpeers.internal.trace;

import io.jitpeers.internal.recording.RecordedProvisioning;
import io.jitpeers.internal.recording.Recording;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.StagePool;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.ProvisioningTracer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the tracer of the embedding program, and the thread that calls the tracer. The tracer is
 * called for every first packet, and it may be slow. Therefore no stage waits for the tracer, with
 * one exception: a lookup waits up to {@link #PATIENCE} for the header fields that the tracer adds
 * to its request. While the tracer's thread is behind with its calls, new provisionings are not
 * traced. A tracer that hangs is removed. Thread-safe.
 */
public final class Tracers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tracers.class);

  /**
   * How long a lookup waits for the header fields that the tracer adds to its request. A call of
   * the tracer usually takes some microseconds, but the first call takes longer because it loads
   * classes. The wait is short compared with the 5 s after which a client repeats its initiation
   * (REKEY_TIMEOUT).
   */
  public static final Duration PATIENCE = Duration.ofMillis(100);

  /**
   * The maximum number of provisionings that are traced at the same time. It bounds the memory that
   * a slow tracer costs.
   */
  static final int MOST_OPEN = 4096;

  /**
   * While this many traces are open, no trace begins for a stranger, that is, a client whose key
   * the control plane does not know. Anybody can generate keys, and a flood of generated keys must
   * leave room for known clients.
   */
  static final int MOST_OPEN_FOR_STRANGERS = MOST_OPEN / 4;

  /**
   * While this many calls wait for the tracer's thread, no trace begins for a stranger, that is, a
   * client whose key the control plane does not know. If a call takes up to 0.39 ms, the thread
   * handles this many calls within {@link #PATIENCE}. Thus the lookups of known clients still get
   * their header fields in time.
   */
  static final int LONG_QUEUE = 256;

  private final CallWatch watch;
  private final LongSupplier clock;
  private final boolean inline;
  private final LongAdder failures = new LongAdder();
  private final FailureLog handOvers;
  private final LongAdder dropped = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private volatile @Nullable TracerParty current;
  private volatile @Nullable StagePool thread;
  private volatile boolean behind;
  // Guarded by this object.
  private boolean closed;

  /**
   * Creates an instance without a tracer.
   *
   * @param time the clock that limits the rate of log entries
   * @param clock returns readings of the monotonic clock in nanoseconds, and never throws
   * @param inline whether the tracer is called on the thread that reports a stage's beginning or
   *     end, as in tests, instead of on a thread of its own
   */
  public Tracers(CallWatch watch, TimeSource time, LongSupplier clock, boolean inline) {
    this.watch = watch;
    this.handOvers = new FailureLog(log, time);
    this.clock = clock;
    this.inline = inline;
  }

  /**
   * Sets the tracer.
   *
   * @throws IllegalStateException if there is another tracer, or after {@link #close}
   */
  public synchronized void add(ProvisioningTracer tracer) {
    if (closed) {
      throw new IllegalStateException("the orchestrator was closed");
    }
    TracerParty before = current;
    if (before != null) {
      throw new IllegalStateException(
          "the orchestrator already has "
              + before.name()
              + "; remove it first, because a request has only one trace context");
    }
    if (thread == null && !inline) {
      // The pool starts its thread with the first task.
      thread =
          StagePool.replaceable(
              watch.stages().stage("the tracer's thread", "provisionings are not traced"),
              "jit-tracer",
              1,
              new LinkedBlockingQueue<>());
    }
    behind = false;
    current = new TracerParty(tracer, watch, failures, this::hangs);
  }

  /**
   * Removes the given tracer if it is the current one. A removed tracer gets no further calls, not
   * even for the provisionings that it traces now.
   */
  public synchronized void remove(ProvisioningTracer tracer) {
    TracerParty party = current;
    if (party != null && party.calls(tracer)) {
      party.leave();
      current = null;
    }
  }

  private void hangs(TracerParty party) {
    party.leave();
    boolean removed;
    synchronized (this) {
      removed = current == party;
      current = removed ? null : current;
    }
    if (removed) {
      log.error(
          "{} is removed, because it does not return; provisionings are no longer traced",
          party.name());
    }
  }

  /**
   * Returns whether a tracer is set. If no tracer is set, the stages before the provisioning do not
   * record their times.
   */
  public boolean isOn() {
    return current != null;
  }

  /**
   * Returns the trace of a provisioning that begins now; null if neither a tracer nor a recording
   * of JDK Flight Recorder follows the provisioning.
   *
   * @param known whether the control plane once knew the key; an unknown key may be an attacker's
   */
  public @Nullable FlightTrace begin(boolean known) {
    TracerParty party = current;
    RecordedProvisioning recorded = Recording.provisioning();
    TracerCalls calls = party == null ? null : calls(party, known);
    return calls == null && recorded == null ? null : new FlightTrace(calls, recorded, clock);
  }

  private @Nullable TracerCalls calls(TracerParty party, boolean known) {
    if (isBehind() || !hasRoom(known)) {
      dropped.increment();
      return null;
    }
    return new TracerCalls(this, party);
  }

  private boolean hasRoom(boolean known) {
    if (known) {
      return open.get() < MOST_OPEN;
    }
    StagePool pool = thread;
    return open.get() < MOST_OPEN_FOR_STRANGERS
        && (pool == null || pool.getQueue().size() < LONG_QUEUE);
  }

  /**
   * Returns whether the tracer's thread is behind with its calls. It falls behind when a lookup
   * begins without its header fields because they come too late. It has caught up when no call
   * waits for it.
   */
  private boolean isBehind() {
    StagePool pool = thread;
    if (behind && (pool == null || pool.getQueue().isEmpty())) {
      behind = false;
    }
    return behind;
  }

  /**
   * Records that a lookup began without its header fields, because the tracer's thread did not
   * deliver them in time.
   */
  void late() {
    behind = true;
  }

  void opened() {
    int unused = open.incrementAndGet();
  }

  void ended() {
    int unused = open.decrementAndGet();
  }

  /**
   * Returns whether the tracer is called on the thread that reports a stage's beginning or end, not
   * on a thread of its own.
   */
  boolean isInline() {
    return inline;
  }

  /**
   * Runs a task on the tracer's thread. Returns false if the task will not run, for example because
   * the orchestrator is closed.
   */
  boolean execute(Runnable task) {
    StagePool pool = thread;
    if (inline) {
      task.run();
      return true;
    }
    try {
      if (pool != null) {
        pool.execute(task);
        return true;
      }
    } catch (RejectedExecutionException e) {
      log.debug("a tracer's call was dropped, because the orchestrator is closed", e);
    } catch (RuntimeException | Error e) {
      // For example, no thread could be started.
      failures.increment();
      handOvers.record("a tracer's call was dropped; a trace is incomplete", e);
    }
    return false;
  }

  /**
   * Returns how often the tracer threw, returned header fields that cannot be sent, or could not be
   * called.
   */
  public long failures() {
    return failures.sum();
  }

  /**
   * Returns the number of provisionings that were not traced because the tracer was behind with its
   * calls or too many traces were open.
   */
  public long dropped() {
    return dropped.sum();
  }

  /** Returns whether the current thread is the tracer's thread. */
  public boolean isThisThread() {
    StagePool pool = thread;
    return pool != null && pool.isThisThread();
  }

  /**
   * Lets the tracer's thread finish the waiting calls and then end. Waits for at most {@code
   * patience} until the thread has ended, but does not wait if called on the tracer's thread.
   *
   * @return false if the tracer has not handled all calls
   */
  public boolean close(Duration patience) {
    StagePool pool;
    boolean works;
    synchronized (this) {
      closed = true;
      pool = thread;
      works = current != null;
    }
    if (pool != null) {
      pool.shutdown();
      return !works || pool.awaitEnd(patience);
    }
    return true;
  }

  @Override
  public void close() {
    boolean unused = close(Duration.ZERO);
  }
}
