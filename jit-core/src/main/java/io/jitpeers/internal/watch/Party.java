package io.jitpeers.internal.watch;

import io.jitpeers.source.support.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Somebody whose calls are timed, and what waits for them. Thread-safe. */
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
   * Begins a call on this thread.
   *
   * @param what what it is asked to do, as an infinitive without "to"
   * @return the call, to be {@linkplain Call#end ended} however it ends
   */
  public Call begin(String what) {
    Call call = new Call(what, Thread.currentThread(), watch.now());
    watch.began(call);
    return call;
  }

  /** Who it is. */
  public String name() {
    return name;
  }

  /** It threw: logs that, at most every now and then. */
  public void threw(String what, Throwable failure) {
    failures.record(name + " could not " + what, failure);
  }

  boolean warnsOfSlowness() {
    return warnsOfSlowness;
  }

  /** One call on its way. */
  public final class Call {
    private final String what;
    private final Thread thread;
    private final @Nullable StageProgress stage;
    private final long begun;
    private final AtomicBoolean told = new AtomicBoolean();
    // Of the thread's, and what was seen of it last.
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

    /** It goes on, as a listing does with each peer: it may take long, and does not hang. */
    public void step() {
      steps.setOpaque(steps.getPlain() + 1);
    }

    /** The call has returned, or thrown. Returns whether it took longer than it may. */
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

    /** Since when it has not gone on, as far as that was seen. */
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
              + " has not come back from a call to "
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
