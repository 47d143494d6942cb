package io.jitpeers.internal.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How far a thread has come with what a stage has in hand. The thread makes a mark, which is a
 * write that nobody waits for, when it begins something, when it goes on and when it is done; a
 * {@link StageWatch} looks whether the mark changes.
 *
 * <p>One thread at a time has work in hand. If several do, as those of a source that delivers on
 * more than one, then whoever goes on hides who does not; a hang is never made up.
 */
public final class StageProgress {
  private static final VarHandle STEPS = handle("steps", long.class);
  private static final VarHandle CALLS = handle("calls", int.class);
  private static final VarHandle THREAD = handle("thread", Thread.class);

  /** Odd while something is in hand. Never the same again after a mark. */
  private long steps;

  /** Calls of others' code that the thread is in, which have a watch of their own. */
  private int calls;

  private @Nullable Thread thread;

  /** What the watch has seen; its own. */
  final Sighting sighting = new Sighting();

  StageProgress() {}

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(StageProgress.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** This thread has something in hand from now on. */
  public void begin() {
    begin(Thread.currentThread());
  }

  /** The same, of another thread; null if it is not known which. */
  void begin(@Nullable Thread whose) {
    if (thread != whose) {
      THREAD.setOpaque(this, whose);
    }
    STEPS.setOpaque(this, (steps | 1) + 2);
  }

  /** What is in hand goes on. Does nothing if nothing is. */
  public void step() {
    if ((steps & 1) != 0) {
      STEPS.setOpaque(this, steps + 2);
    }
  }

  /** What was in hand is done. */
  public void end() {
    STEPS.setOpaque(this, (steps | 1) + 1);
  }

  /** Makes a mark for the stage that this thread belongs to, if it does. */
  public static void stepHere() {
    StageProgress own = here();
    if (own != null) {
      own.step();
    }
  }

  /** Returns the progress of this thread; null if it belongs to no stage. */
  static @Nullable StageProgress here() {
    return Thread.currentThread() instanceof StageThread own ? own.progress() : null;
  }

  /** The thread calls others' code, which is watched for itself. */
  void beginCall() {
    CALLS.setOpaque(this, calls + 1);
    step();
  }

  /** It has come back from there. */
  void endCall() {
    step();
    CALLS.setOpaque(this, calls - 1);
  }

  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  /** Whether something is in hand that is not others' code. */
  boolean isBusy() {
    return (steps() & 1) != 0 && (int) CALLS.getOpaque(this) == 0;
  }

  @Nullable Thread thread() {
    return (@Nullable Thread) THREAD.getOpaque(this);
  }
}
