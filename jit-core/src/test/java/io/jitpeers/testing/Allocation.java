package io.jitpeers.testing;

import java.lang.reflect.Method;

/** Counts what the current thread allocates, as HotSpot does it. */
public final class Allocation {

  private Allocation() {}

  /**
   * Runs an action and gives the bytes that it allocated on this thread, and a few hundred more for
   * the counting itself.
   */
  public static long during(Runnable action) {
    long before = soFar();
    action.run();
    return soFar() - before;
  }

  /** All bytes that the current thread has allocated. */
  // By name, because tests are compiled as part of a module that does not require jdk.management.
  public static long soFar() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Method counter =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
      return (Long) counter.invoke(threads, Thread.currentThread().getId());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM does not count allocations", e);
    }
  }
}
