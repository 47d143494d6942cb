package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Samples;

/** Measures the heap of entries of each kind in this JVM, and prints samples by kind. */
public final class MemoryMain {
  private static final int LOOKS = 3;
  private static final int WARM_UP = 2_000;

  private MemoryMain() {}

  /**
   * Measures.
   *
   * @param arguments how many entries, and rounds
   * @throws Exception if something does not work
   */
  public static void main(String[] arguments) throws Exception {
    int entries = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    for (FilledGateway.Kind kind : FilledGateway.Kind.values()) {
      double unused = bytesPerEntry(kind, WARM_UP);
      for (int round = 0; round < rounds; round++) {
        Samples.print(kind.name(), bytesPerEntry(kind, entries));
      }
    }
  }

  private static double bytesPerEntry(FilledGateway.Kind kind, int entries) throws Exception {
    try (FilledGateway gateway = new FilledGateway(kind, entries)) {
      long before = usedHeap();
      gateway.fill();
      return (double) (usedHeap() - before) / entries;
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
