package io.jitpeers.internal.watch;

import io.jitpeers.source.support.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * External code, such as a plug-in, whose calls are timed. A log message about a slow or hanging
 * call names the external code and states the consequence, such as "a client waits for it".
 * Thread-safe.
 */
public final class Party {
  private final CallWatch watch;
  private final String name;
  private final String holdsUp;
  private final boolean warnsOfSlowness;
  private final Runnable whenHanging;
  private final FailureLog slowness;
  private final FailureLog hanging;
  private final FailureLog failures;

  Party(
      CallWatch watch, String name, String holdsUp, boolean warnsOfSlowness, Runnable whenHanging) {
    this.watch = watch;
    this.name = name;
    this.holdsUp = holdsUp;
    this.warnsOfSlowness = warnsOfSlowness;
    this.whenHanging = whenHanging;
    this.slowness = new FailureLog(watch.log(), watch.time());
    this.hanging = new FailureLog(watch.log(), watch.time());
    this.failures = new FailureLog(watch.log(), watch.time());
  }

  /**
   * Begins a call on the current thread.
   *
   * @param what the operation, as an infinitive without "to"
   * @return the call, which must be {@linkplain Call#end ended} in every case
   */
  public Call begin(String what) {
    Call call = new Call(what, Thread.currentThread(), watch.now());
    watch.began(call);
    return call;
  }

  /**
   * Runs a call on the current thread, and times it.
   *
   * @param what the operation, as an infinitive without "to"
   * @return the result of the call
   */
  <T> T timed(String what, Supplier<T> work) {
    Call call = begin(what);
    try {
      return work.get();
    } finally {
      boolean unused = call.end();
    }
  }

  /** Returns the party's name. */
  public String name() {
    return name;
  }

  /** Logs, at a limited rate, that a call threw an exception. */
  public void threw(String what, Throwable failure) {
    failures.record(name + " could not " + what, failure);
  }

  boolean warnsOfSlowness() {
    return warnsOfSlowness;
  }

  /** A call in progress. */
  public final class Call {
    private final String what;
    private final Thread thread;
    private final @Nullable StageProgress stage;
    private final long begun;
    private final AtomicBoolean told = new AtomicBoolean();
    // The calling thread counts its steps here. The next two fields hold what the watch saw last.
    private final AtomicLong steps = new AtomicLong();
    private long seenSteps;
    private long stood;

    private Call(String what, Thread thread, long begun) {
      this.what = what;
      this.thread = thread;
      this.stage = StageProgress.here();
      this.begun = begun;
      this.stood = begun;
      if (stage != null) {
        stage.beginCall();
      }
    }

    /**
     * Records progress, such as one listed peer. While a call makes progress, it does not count as
     * hanging. If the whole call takes long, it still counts as slow.
     */
    public void step() {
      steps.setOpaque(steps.getPlain() + 1);
    }

    /** Records that the call has returned or thrown. Returns whether the call was slow. */
    public boolean end() {
      if (stage != null) {
        stage.endCall();
      }
      long nanos = watch.now() - begun;
      boolean slow = watch.ended(this, nanos);
      if (slow && warnsOfSlowness) {
        slowness.warn(
            "{} took {} ms to {}, longer than {} ms: {}",
            name,
            nanos / 1_000_000,
            what,
            watch.slowCall().toMillis(),
            holdsUp);
      }
      return slow;
    }

    /**
     * Checks whether the call has made progress since the last check. Returns the time of the
     * latest check that found progress, or the time at which the call began if no check has found
     * progress.
     *
     * @param now the time of this check; all times are monotonic, in nanoseconds
     */
    synchronized long standsSince(long now) {
      long seen = steps.getOpaque();
      if (seen != seenSteps) {
        seenSteps = seen;
        stood = now;
        told.set(false);
      }
      return stood;
    }

    void tellHanging(long now) {
      hanging.record(
          name
              + " has not returned from a call to "
              + what
              + " for "
              + Duration.ofNanos(now - standsSince(now))
              + ": "
              + holdsUp,
          Stacks.of(thread));
      whenHanging.run();
      if (thread instanceof StageThread own) {
        own.stage().hangs(thread);
      }
    }

    Party party() {
      return Party.this;
    }

    boolean tellOnce() {
      return told.compareAndSet(false, true);
    }
  }
}
