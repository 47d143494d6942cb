package io.jitpeers.testing;

import java.lang.reflect.Method;

/** Counts what the current thread allocates, as HotSpot does it. */
public final class Allocation {

  private static final int MOST_RUNS = 200;
  private static final Object THREADS;
  private static final Method COUNTER;

  // By name, because tests are compiled as part of a module that does not require jdk.management.
  static {
    try {
      THREADS =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      COUNTER =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM does not count allocations", e);
    }
  }

  private Allocation() {}

  /**
   * Runs an action and returns the bytes that it allocated on this thread, plus a few hundred for
   * the measurement itself.
   */
  public static long during(Runnable action) {
    long before = soFar();
    action.run();
    return soFar() - before;
  }

  /**
   * Runs an action until one run allocates less than a bound on this thread, {@value #MOST_RUNS}
   * times at most, and returns the least that a run allocated. HotSpot compiles on other threads,
   * and only its last compilation of a method omits objects that do not escape. So on a busy
   * machine many runs can pass before it.
   */
  public static long least(Runnable action, long bound) {
    long least = during(action);
    for (int run = 1; run < MOST_RUNS && least >= bound; run++) {
      least = Math.min(least, during(action));
    }
    return least;
  }

  /** Returns all bytes that the current thread has allocated. */
  public static long soFar() {
    try {
      return (Long) COUNTER.invoke(THREADS, Thread.currentThread().getId());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM does not count allocations", e);
    }
  }
}
