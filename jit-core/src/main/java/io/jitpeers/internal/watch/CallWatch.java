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
 * Times the calls of others' code that something waits for. A call that takes longer than it may is
 * named when it returns; one that neither returns nor goes on is named, with the stack of its
 * thread, when somebody {@linkplain #look looks}. Thread-safe.
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

  /** One that nobody looks at, for parts that are used alone. */
  public static CallWatch alone(TimeSource time) {
    return new CallWatch(WatchdogOptions.defaults(), time);
  }

  /**
   * Names somebody whose calls are waited for.
   *
   * @param name who it is, as the subject of a sentence
   * @param holdsUp what waits for it, as a clause
   */
  public Party party(String name, String holdsUp) {
    return party(name, holdsUp, () -> {});
  }

  /** The same, where something is to be done when a call hangs, on the thread that noticed it. */
  Party party(String name, String holdsUp, Runnable whenHanging) {
    return new Party(this, name, holdsUp, true, whenHanging);
  }

  /** The same for somebody who may be slow, as nothing else waits, and who only must not hang. */
  public Party patientParty(String name, String holdsUp) {
    return new Party(this, name, holdsUp, false, () -> {});
  }

  /** The orchestrator's own stages, which are looked at together with the calls. */
  public StageWatch stages() {
    return stages;
  }

  /** Names the calls that have not returned for longer than they may, each once. */
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
   * Names the stages that do not go on, each once.
   *
   * @param enough who is seen so often without having gone on hangs
   */
  void lookAtStages(int enough) {
    stages.look(now(), enough);
  }

  /** Calls that took longer than they may. */
  public long slow() {
    return slow.sum();
  }

  /** Calls that did not return in time, whether or not they have returned since. */
  public long hung() {
    return hung.sum();
  }

  /** Calls that have not returned for longer than they may, as of now. */
  public int hanging() {
    long now = now();
    return (int) open.stream().filter(call -> now - call.standsSince(now) > patienceNanos).count();
  }

  /** The time; that it can be told must not be what a call depends on. */
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

  /** Runs a step once, when the next call ends. It must not throw. */
  void afterNextCall(Runnable step) {
    afterNextCall.set(step);
  }

  void began(Party.Call call) {
    open.add(call);
  }

  /** Returns whether the call was slow. */
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
