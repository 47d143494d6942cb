package io.jitpeers.internal.watch;

import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Times the orchestrator's calls to plug-ins and other external code. A slow call is logged when it
 * returns. A call that makes no progress is logged at the next {@linkplain #look check}, with the
 * stack of its thread. Thread-safe.
 */
public final class CallWatch {
  private static final Logger log = LoggerFactory.getLogger(CallWatch.class);

  private final TimeSource time;
  private final long slowNanos;
  private final long patienceNanos;
  private final Set<Party.Call> open = ConcurrentHashMap.newKeySet();
  private final LongAdder slow = new LongAdder();
  private final LongAdder hung = new LongAdder();
  private final StageWatch stages = new StageWatch();
  private final AtomicReference<@Nullable Runnable> afterNextCall = new AtomicReference<>();
  private volatile long latest;

  public CallWatch(WatchdogOptions options, TimeSource time) {
    this.time = time;
    this.slowNanos = options.slowCall().toNanos();
    this.patienceNanos = options.patience().toNanos();
  }

  /** Returns a watch that no watchdog checks, for parts that are used without a pipeline. */
  public static CallWatch alone(TimeSource time) {
    return new CallWatch(WatchdogOptions.defaults(), time);
  }

  /**
   * Adds a party, which is external code whose calls are timed.
   *
   * @param name the party's name, as the subject of a sentence
   * @param holdsUp a clause that says who waits while the party is slow, such as "a client waits
   *     for it"
   */
  public Party party(String name, String holdsUp) {
    return party(name, holdsUp, () -> {});
  }

  /**
   * Like {@link #party(String, String)}, with an action for a call that hangs. The action runs on
   * the thread that notices the hang.
   */
  public Party party(String name, String holdsUp, Runnable whenHanging) {
    return new Party(this, name, holdsUp, true, whenHanging);
  }

  /** Adds a party that must not hang, but whose slow calls are neither logged nor counted. */
  public Party patientParty(String name, String holdsUp) {
    return new Party(this, name, holdsUp, false, () -> {});
  }

  /**
   * Returns the watch that detects hanging stages. A stage is one or more threads that do one kind
   * of work for the orchestrator, such as the store writer. The watchdog checks the stages together
   * with the calls.
   */
  public StageWatch stages() {
    return stages;
  }

  /**
   * Logs the calls that have made no progress for longer than {@link WatchdogOptions#patience}.
   * Logs each hang of a call once.
   */
  public void look() {
    long now = now();
    for (Party.Call call : open) {
      if (now - call.standsSince(now) > patienceNanos && call.tellOnce()) {
        hung.increment();
        call.tellHanging(now);
      }
    }
  }

  /**
   * Logs the {@linkplain #stages stages} of the orchestrator that have work but make no progress.
   * Logs each hang of a stage once.
   *
   * @param enough the number of checks without progress after which a stage counts as hanging
   */
  void lookAtStages(int enough) {
    stages.look(now(), enough);
  }

  /** Returns the number of slow calls. */
  public long slow() {
    return slow.sum();
  }

  /** Returns how many hangs of calls were found so far, including hangs that have ended since. */
  public long hung() {
    return hung.sum();
  }

  /** Returns the number of calls that hang now. */
  public int hanging() {
    long now = now();
    return (int) open.stream().filter(call -> now - call.standsSince(now) > patienceNanos).count();
  }

  /**
   * Returns the monotonic time in nanoseconds. If the clock fails, returns the last reading, so
   * that a failing clock does not make calls fail.
   */
  long now() {
    try {
      long now = time.nanoTime();
      latest = now;
      return now;
    } catch (RuntimeException | Error e) {
      return latest;
    }
  }

  Logger log() {
    return log;
  }

  TimeSource time() {
    return time;
  }

  Duration slowCall() {
    return Duration.ofNanos(slowNanos);
  }

  /**
   * Sets a step that runs once, as soon as any call ends, including a call that is already under
   * way. The step must not throw.
   */
  void afterNextCall(Runnable step) {
    afterNextCall.set(step);
  }

  void began(Party.Call call) {
    open.add(call);
  }

  /** Records the end of a call. Returns whether the call was slow. */
  boolean ended(Party.Call call, long nanos) {
    open.remove(call);
    if (afterNextCall.get() != null) {
      Runnable due = afterNextCall.getAndSet(null);
      if (due != null) {
        due.run();
      }
    }
    if (nanos <= slowNanos) {
      return false;
    }
    if (call.party().warnsOfSlowness()) {
      slow.increment();
    }
    return true;
  }
}
