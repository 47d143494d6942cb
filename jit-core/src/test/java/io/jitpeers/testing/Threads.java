package io.jitpeers.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs a step repeatedly on several threads at once, each with random numbers from a seed of its
 * own. Each thread's actions are reproducible; their interleaving is not.
 */
public final class Threads {
  private static final int THREADS = 4;

  private Threads() {}

  /** A step of one thread. */
  @FunctionalInterface
  public interface Step {
    /**
     * Takes one step.
     *
     * @param thread the thread's number, from 0
     * @param dice the thread's own random numbers
     */
    void take(int thread, Random dice) throws Exception;
  }

  /** Runs a number of steps on each of four threads; an exception on one of them fails the test. */
  public static void run(long seed, int steps, Step step) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        Random dice = new Random(seed * THREADS + thread);
        running.add(
            executor.submit(
                () -> {
                  together.await();
                  for (int n = 0; n < steps; n++) {
                    step.take(thread, dice);
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
