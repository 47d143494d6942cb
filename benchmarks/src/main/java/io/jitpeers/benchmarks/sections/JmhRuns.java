package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.figures.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs JMH benchmarks, each in separate JVMs, with the profiler that measures allocation. */
final class JmhRuns {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /**
   * The extent of each benchmark.
   *
   * @param forks the number of JVMs, one after another; 0 to run in this JVM, for tests
   * @param warmUps the number of iterations that do not count
   * @param rounds the number of iterations that count, in each JVM
   * @param time the duration of each iteration; ignored for single-shot iterations
   */
  record Plan(int forks, int warmUps, int rounds, TimeValue time) {
    static Plan of(Effort effort) {
      return effort == Effort.FULL
          ? new Plan(3, 3, 5, TimeValue.seconds(1))
          : new Plan(1, 2, 3, TimeValue.milliseconds(500));
    }
  }

  /**
   * The measurements of one benchmark.
   *
   * @param times the time of each round, in the benchmark's unit
   * @param bytes the bytes allocated per operation, in each round
   */
  record Rounds(List<Double> times, List<Double> bytes) {}

  private final Plan plan;

  JmhRuns(Plan plan) {
    this.plan = plan;
  }

  /** Runs one method of a benchmark class. */
  Rounds run(Class<?> benchmark, String method, Map<String, String> parameters)
      throws IOException, RunnerException {
    Path log = Files.createTempFile("jit-benchmark", ".jmh");
    try {
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include(Pattern.quote(benchmark.getName() + "." + method) + "$")
              .forks(plan.forks())
              .warmupIterations(plan.warmUps())
              .warmupTime(plan.time())
              .measurementIterations(plan.rounds())
              .measurementTime(plan.time())
              .addProfiler(GCProfiler.class)
              .shouldFailOnError(true)
              .output(log.toString());
      parameters.forEach(options::param);
      return rounds(new Runner(options.build()).run());
    } finally {
      Files.delete(log);
    }
  }

  private static Rounds rounds(Collection<RunResult> runs) {
    List<Double> times = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    for (RunResult run : runs) {
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          times.add(iteration.getPrimaryResult().getScore());
          Result<?> allocation = secondary(iteration).get(ALLOCATION);
          if (allocation != null) {
            bytes.add(allocation.getScore());
          }
        }
      }
    }
    return new Rounds(times, bytes);
  }

  /**
   * Returns the profilers' results by name. Removes the dot with which older versions of JMH begin
   * the names.
   */
  @SuppressWarnings("rawtypes")
  private static Map<String, Result<?>> secondary(IterationResult iteration) {
    Map<String, Result<?>> results = new LinkedHashMap<>();
    for (Map.Entry<String, Result> each : iteration.getSecondaryResults().entrySet()) {
      results.put(each.getKey().replace("·", ""), each.getValue());
    }
    return results;
  }
}
