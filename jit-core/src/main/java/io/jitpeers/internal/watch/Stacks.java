package io.jitpeers.internal.watch;

import org.jspecify.annotations.Nullable;

/** Captures the stacks of threads. */
final class Stacks {
  private Stacks() {}

  /** Returns the current stack of a thread in the form of an exception, for a log. */
  static Throwable of(@Nullable Thread thread) {
    Throwable where =
        new Throwable(thread == null ? "its thread is not known" : "in " + thread.getName());
    where.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
    return where;
  }
}
