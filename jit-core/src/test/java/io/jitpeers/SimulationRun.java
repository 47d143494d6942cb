package io.jitpeers;

import io.jitpeers.event.JitEvent;
import io.jitpeers.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs a {@link Simulation}. If an invariant fails, the failure names the seed and the fewest steps
 * found that still make it fail.
 */
final class SimulationRun {
  /** The most repetitions to find out which steps a failure needs. */
  private static final int ATTEMPTS = 400;

  /** This many characters of a message identify the invariant. */
  private static final int TELLING = 60;

  private SimulationRun() {}

  /** Runs a number of steps of a seed. */
  static void of(int seed, int steps) {
    List<Integer> all = IntStream.range(0, steps).boxed().toList();
    List<Integer> done = new ArrayList<>();
    Throwable failure = failure(seed, all, done);
    if (failure == null) {
      return;
    }
    String which = which(failure);
    List<Integer> shortest =
        shrink(
            done,
            tried -> {
              Throwable again = failure(seed, tried, new ArrayList<>());
              return again != null && which(again).equals(which);
            });
    throw new AssertionError(
        "seed "
            + seed
            + " fails at step "
            + done.get(done.size() - 1)
            + "; steps "
            + shortest
            + " are enough",
        failure);
  }

  /**
   * Returns which invariant failed: the first description, without the parts that differ each time.
   */
  private static String which(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).strip();
    return failure.getClass() + text.substring(0, Math.min(TELLING, text.length()));
  }

  private static Throwable failure(int seed, List<Integer> steps, List<Integer> done) {
    try (Simulation simulation = new Simulation(seed)) {
      for (int step : steps) {
        done.add(step);
        simulation.step(step);
      }
      if (System.getProperty("jitpeers.simulation.steps") != null) {
        report(seed, simulation);
      }
      return null;
    } catch (AssertionError | RuntimeException | StoreException e) {
      return e;
    }
  }

  /** Prints statistics of runs that are longer than the build's. */
  @SuppressWarnings("SystemOut")
  private static void report(int seed, Simulation simulation) {
    Map<String, Long> events =
        simulation.harness.events.stream()
            .collect(
                Collectors.groupingBy(
                    (JitEvent event) -> event.getClass().getSimpleName(),
                    TreeMap::new,
                    Collectors.counting()));
    System.out.printf(
        "seed %d: %d packets, %d replays, %d lookups, outcomes %s, events %s; %s%n",
        seed,
        simulation.packets.size(),
        simulation.replays.size(),
        simulation.harness.control.questions().size(),
        new TreeMap<>(simulation.harness.orchestrator.statistics().outcomes()),
        events,
        simulation.bound);
  }

  /** Removes more and more steps, as long as the rest still fails. */
  static List<Integer> shrink(List<Integer> steps, Predicate<List<Integer>> fails) {
    List<Integer> shortest = steps;
    int attempts = 0;
    for (int size = steps.size() / 2; size > 0; size /= 2) {
      for (int at = 0; at < shortest.size() && attempts < ATTEMPTS; attempts++) {
        List<Integer> shorter = new ArrayList<>(shortest);
        shorter.subList(at, Math.min(at + size, shorter.size())).clear();
        if (fails.test(shorter)) {
          shortest = shorter;
        } else {
          at += size;
        }
      }
    }
    return shortest;
  }
}
