package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;
import java.lang.ref.Reference;

/**
 * Measures the heap of the entries of one kind in this JVM, once, and prints a sample. Once,
 * because what an orchestrator before it leaves to the collector late would be taken off the next
 * one's.
 */
public final class MemoryMain {
  private static final int LOOKS = 3;

  /** Few enough not to be seen in the result. */
  private static final int WARM_UP = 200;

  private MemoryMain() {}

  /**
   * Measures.
   *
   * @param arguments the kind, and how many entries
   * @throws Exception if something does not work
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    FilledGateway.Kind kind = FilledGateway.Kind.valueOf(arguments[0]);
    try (FilledGateway warmUp = new FilledGateway(kind, WARM_UP)) {
      warmUp.fill();
    }
    Samples.print(kind.name(), bytesPerEntry(kind, Integer.parseInt(arguments[1])));
    System.out.flush();
    // There is nothing to be said for closing a gateway with a million peers on their way in.
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

  /** Returns the heap's bytes in use, without garbage. */
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
