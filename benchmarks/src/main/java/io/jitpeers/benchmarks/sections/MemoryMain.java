package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import java.lang.ref.Reference;

/**
 * Measures the heap of entries of one kind in this JVM, and prints a sample. It measures only once,
 * because garbage of an earlier orchestrator that is collected late would reduce the next result.
 */
public final class MemoryMain {
  private static final int LOOKS = 3;

  /** So few entries that they do not affect the result. */
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

  /** Returns the used heap in bytes, without garbage. */
  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < LOOKS; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
