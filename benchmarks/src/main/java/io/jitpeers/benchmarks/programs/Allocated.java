package io.jitpeers.benchmarks.programs;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that threads allocate, as HotSpot counts them. */
public final class Allocated {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocated() {}

  /**
   * Returns the bytes that all living threads of this JVM have allocated. The difference between
   * two calls is too small if a thread ended in between.
   */
  public static long byAllThreads() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      // -1 for a thread that has just ended.
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
