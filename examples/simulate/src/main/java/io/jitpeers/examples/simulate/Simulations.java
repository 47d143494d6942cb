package io.jitpeers.examples.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Simulates several plans, as many at a time as there are processors. */
final class Simulations {
  private Simulations() {}

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "simulation");
    thread.setDaemon(true);
    return thread;
  }

  /** Returns a plan for each combination of a threshold and a cadence. */
  static List<Plan> plans(
      List<Duration> thresholds, List<Duration> cadences, int maxPeers, Duration losslessFloor) {
    List<Plan> plans = new ArrayList<>();
    for (Duration every : cadences) {
      for (Duration idleAfter : thresholds) {
        plans.add(new Plan(idleAfter, every, maxPeers, losslessFloor));
      }
    }
    return plans;
  }

  /**
   * Simulates plans.
   *
   * @param done called with each plan that was simulated, on the calling thread
   * @return the results, in the order of the plans
   * @throws InterruptedException if this thread is interrupted
   */
  static List<SimulationResult> run(Trace trace, List<Plan> plans, Consumer<Plan> done)
      throws InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), Simulations::daemon);
    try {
      List<Future<SimulationResult>> running = new ArrayList<>();
      for (Plan plan : plans) {
        running.add(threads.submit(() -> SimulatedGateway.run(trace, plan)));
      }
      List<SimulationResult> results = new ArrayList<>();
      for (Future<SimulationResult> one : running) {
        SimulationResult result = one.get();
        done.accept(result.plan());
        results.add(result);
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a simulation failed: " + e.getCause(), e);
    } finally {
      threads.shutdownNow();
    }
  }
}
