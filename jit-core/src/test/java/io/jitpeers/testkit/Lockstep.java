package io.jitpeers.testkit;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Makes two threads do the same step at the same moment, again and again. They spin towards each
 * other, because threads that are woken up meet too far apart to race.
 */
public final class Lockstep {
  private static final int SPINS = 10_000;

  private final AtomicInteger arrived = new AtomicInteger();

  private Lockstep() {}

  /**
   * Runs steps 0 to {@code steps - 1} on both of two threads, each step at once, and gives how many
   * times the answer was true.
   */
  public static int countTrue(int steps, IntPredicate step)
      throws InterruptedException, ExecutionException {
    Lockstep lockstep = new Lockstep();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> first = threads.submit(() -> lockstep.run(steps, step));
      Future<Integer> second = threads.submit(() -> lockstep.run(steps, step));
      return first.get() + second.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private int run(int steps, IntPredicate step) throws InterruptedException {
    int answers = 0;
    for (int i = 0; i < steps; i++) {
      arrived.incrementAndGet();
      for (int spins = 0; arrived.get() < 2 * (i + 1); spins++) {
        pause(spins);
      }
      answers += step.test(i) ? 1 : 0;
    }
    return answers;
  }

  private static void pause(int spins) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the other thread failed");
    }
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      // The other thread has no processor; give it this one.
      LockSupport.parkNanos(1);
    }
  }
}
