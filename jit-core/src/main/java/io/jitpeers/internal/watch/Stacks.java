package io.jitpeers.internal.watch;

import org.jspecify.annotations.Nullable;

/** Where threads are. */
final class Stacks {
  private Stacks() {}

  /** Where a thread is now, as a stack that a log prints. */
  static Throwable of(@Nullable Thread thread) {
    Throwable where =
        new Throwable(thread == null ? "its thread is not known" : "in " + thread.getName());
    where.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
    return where;
  }
}
