package io.jitpeers.testing;

/** Measures the used heap of this JVM, including that of everything beside the test. */
public final class UsedHeap {
  private static final int LOOKS = 3;

  private UsedHeap() {}

  /** Returns the used bytes, without garbage. */
  public static long bytes() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
