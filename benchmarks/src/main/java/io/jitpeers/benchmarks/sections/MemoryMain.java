package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import java.lang.ref.Reference;

/**
 * Measures the heap of entries of one kind in this JVM, and prints a sample. There is only one
 * measurement in each JVM. Otherwise late collection of an earlier orchestrator's garbage would
 * reduce the next result.
 */
public final class MemoryMain {
  /** The heap is steady after this many collections in a row that free nothing more. */
  private static final int STEADY = 5;

  /** The size in bytes below which a difference counts as noise. */
  private static final long NOISE = 64 * 1024;

  /**
   * The pause after a collection. Meanwhile, threads of the closed warm-up gateway end and release
   * what they hold.
   */
  private static final long PAUSE_MILLIS = 100;

  /** The number of entries in the warm-up, which is too small to affect the result. */
  private static final int WARM_UP = 200;

  private MemoryMain() {}

  /**
   * Measures.
   *
   * @param arguments the kind, and the number of entries
   * @throws Exception if something fails
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    FilledGateway.Kind kind = FilledGateway.Kind.valueOf(arguments[0]);
    try (FilledGateway warmUp = new FilledGateway(kind, WARM_UP)) {
      warmUp.fill();
    }
    Samples.print(kind.name(), bytesPerEntry(kind, Integer.parseInt(arguments[1])));
    System.out.flush();
    // Closing a gateway with a million pending peers would gain nothing.
    Runtime.getRuntime().halt(0);
  }

  private static double bytesPerEntry(FilledGateway.Kind kind, int entries) throws Exception {
    FilledGateway gateway = new FilledGateway(kind, entries);
    try {
      long before = usedHeap();
      gateway.fill();
      return (double) (usedHeap() - before) / entries;
    } finally {
      Reference.reachabilityFence(gateway);
    }
  }

  /** Returns the used heap in bytes, once further collections free nothing more. */
  private static long usedHeap() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int steady = 0; steady < STEADY; steady++) {
      System.gc();
      long used = runtime.totalMemory() - runtime.freeMemory();
      if (used < least - NOISE) {
        steady = -1;
      }
      least = Math.min(least, used);
      Thread.sleep(PAUSE_MILLIS);
    }
    return least;
  }
}
