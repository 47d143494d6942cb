package io.jitpeers.internal.watch;

import io.jitpeers.source.support.FailureLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Somebody whose calls are timed, and what waits for them. Thread-safe. */
public final class Party {
  private final CallWatch watch;
  private final String name;
  private final String holdsUp;
  private final boolean warnsOfSlowness;
  private final FailureLog slowness;
  private final FailureLog hanging;
  private final FailureLog failures;

  Party(CallWatch watch, String name, String holdsUp, boolean warnsOfSlowness) {
    this.watch = watch;
    this.name = name;
    this.holdsUp = holdsUp;
    this.warnsOfSlowness = warnsOfSlowness;
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
    return begin(what, Thread.currentThread());
  }

  /** The same, of another thread; null if it is not known which. */
  Call begin(String what, @Nullable Thread thread) {
    Call call = new Call(what, thread, watch.now());
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

  void tellHanging(Call call, Duration since) {
    hanging.record(
        name + " has not come back from a call to " + call.what + " for " + since + ": " + holdsUp,
        whereIs(call.thread));
  }

  /** Where a thread is now, as a stack that a log prints. */
  private static Throwable whereIs(@Nullable Thread thread) {
    Throwable where =
        new Throwable(thread == null ? "its thread is not known" : "in " + thread.getName());
    where.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
    return where;
  }

  /** One call on its way. */
  public final class Call {
    private final String what;
    private final @Nullable Thread thread;
    private final long begun;
    private final AtomicBoolean told = new AtomicBoolean();

    private Call(String what, @Nullable Thread thread, long begun) {
      this.what = what;
      this.thread = thread;
      this.begun = begun;
    }

    /** The call has returned, or thrown. Returns whether it took longer than it may. */
    public boolean end() {
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

    long begun() {
      return begun;
    }

    Party party() {
      return Party.this;
    }

    boolean tellOnce() {
      return told.compareAndSet(false, true);
    }
  }
}
