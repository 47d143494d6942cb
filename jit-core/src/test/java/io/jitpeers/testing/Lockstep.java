package io.jitpeers.testing;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * Makes two threads run the same step at the same moment, repeatedly. They wait for each other by
 * spinning, because threads that are woken up start too far apart to race.
 */
public final class Lockstep {
  private static final int SPINS = 2_000;

  private static final int STEPS_AT_ONCE = 100;
  private static final int STEPS = 20_000;

  private final IntPredicate step;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile boolean failed;

  private Lockstep(IntPredicate step) {
    this.step = step;
  }

  /**
   * The result of a race.
   *
   * @param steps the number of steps that both threads ran
   * @param trueAnswers how many of the answers, two for each step, were true
   */
  public record Result(int steps, int trueAnswers) {}

  /** Runs steps 0, 1, 2 and so on, 20,000 in total, each on two threads at once. */
  public static Result race(IntPredicate step) throws InterruptedException, ExecutionException {
    Lockstep lockstep = new Lockstep(step);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    int steps = 0;
    int answers = 0;
    try {
      while (steps < STEPS) {
        int from = steps;
        Future<Integer> first = threads.submit(() -> lockstep.run(from));
        Future<Integer> second = threads.submit(() -> lockstep.run(from));
        answers += sum(first, second);
        steps += STEPS_AT_ONCE;
      }
    } finally {
      threads.shutdownNow();
    }
    return new Result(steps, answers);
  }

  /** Adds the answers. If a step failed on one thread, throws that failure. */
  private static int sum(Future<Integer> first, Future<Integer> second)
      throws InterruptedException, ExecutionException {
    try {
      return first.get() + second.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        int unused = second.get();
      }
      throw e;
    }
  }

  private int run(int from) throws InterruptedException {
    boolean done = false;
    try {
      int answers = runAll(from);
      done = true;
      return answers;
    } finally {
      if (!done) {
        failed = true; // Without this, the other thread would wait for this one for ever.
      }
    }
  }

  private int runAll(int from) throws InterruptedException {
    int answers = 0;
    for (int i = from; i < from + STEPS_AT_ONCE; i++) {
      arrived.incrementAndGet();
      for (int spins = 0; arrived.get() < 2 * (i + 1); spins++) {
        pause(spins);
      }
      answers += step.test(i) ? 1 : 0;
    }
    return answers;
  }

  private void pause(int spins) throws InterruptedException {
    if (failed || Thread.interrupted()) {
      throw new InterruptedException("the other thread failed");
    }
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      // The other thread has no processor, so yield this one.
      LockSupport.parkNanos(1);
    }
  }
}
