package io.jitpeers.internal.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a thread that works for a stage. The thread changes a counter in this object when
 * it begins work, makes progress or ends work. Changing the counter takes a single write and never
 * waits. A {@link StageWatch} checks whether the counter changes.
 *
 * <p>One thread at a time should use an instance. If several threads share an instance, as with a
 * packet source that delivers on several threads, a thread that makes progress hides another thread
 * that hangs. Even then, no thread that works is reported as hanging.
 */
public final class StageProgress {
  private static final VarHandle STEPS = handle("steps", long.class);
  private static final VarHandle CALLS = handle("calls", int.class);
  private static final VarHandle THREAD = handle("thread", Thread.class);

  /** Changes at each begin, step and end of work. It is odd while work is in progress. */
  private long steps;

  /**
   * The number of external calls in progress on the thread. External calls are watched by {@link
   * CallWatch}.
   */
  private int calls;

  private @Nullable Thread thread;

  /** What the watch's checks have found about this thread. Used only by the watch. */
  final Sighting sighting = new Sighting();

  StageProgress() {}

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(StageProgress.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Marks that the current thread begins work. */
  public void begin() {
    begin(Thread.currentThread());
  }

  /** Marks that a thread begins work; {@code whose} is null if the thread is unknown. */
  void begin(@Nullable Thread whose) {
    if (thread != whose) {
      THREAD.setOpaque(this, whose);
    }
    STEPS.setOpaque(this, (steps | 1) + 2);
  }

  /** Marks progress. Does nothing if no work is in progress. */
  public void step() {
    if ((steps & 1) != 0) {
      STEPS.setOpaque(this, steps + 2);
    }
  }

  /** Marks that the work is done. */
  public void end() {
    STEPS.setOpaque(this, (steps | 1) + 1);
  }

  /** Marks progress of the current thread, if the thread belongs to a stage. */
  public static void stepHere() {
    StageProgress own = here();
    if (own != null) {
      own.step();
    }
  }

  /** Marks that the current thread, if it belongs to a stage, looks for work but has none. */
  public static void restHere() {
    StageProgress own = here();
    if (own != null) {
      own.end();
    }
  }

  /**
   * Undoes {@link #restHere}: marks that the current thread has work again, or that its task is
   * about to end. Does nothing if the thread belongs to no stage.
   */
  public static void resumeHere() {
    StageProgress own = here();
    if (own != null) {
      own.begin();
    }
  }

  /** Returns the progress of the current thread; null if the thread belongs to no stage. */
  static @Nullable StageProgress here() {
    return Thread.currentThread() instanceof StageThread own ? own.progress() : null;
  }

  /** Marks that the thread begins an external call, which is watched separately. */
  void beginCall() {
    CALLS.setOpaque(this, calls + 1);
    step();
  }

  /** Marks that the thread has returned from an external call. */
  void endCall() {
    step();
    CALLS.setOpaque(this, calls - 1);
  }

  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  /** Returns whether the thread is working and is not in an external call. */
  boolean isBusy() {
    return (steps() & 1) != 0 && (int) CALLS.getOpaque(this) == 0;
  }

  @Nullable Thread thread() {
    return (@Nullable Thread) THREAD.getOpaque(this);
  }
}
