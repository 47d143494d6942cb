package io.jitpeers.benchmarks.profiles;

/**
 * A profile that can be made.
 *
 * @param name its name in options and of its files, such as {@code http-full}
 * @param description a sentence that says what runs
 * @param event what is sampled
 * @param work what runs
 */
public record Profile(String name, String description, Event event, Work work) {
  /** What runs under the profiler. */
  @FunctionalInterface
  interface Work {
    /**
     * Does the work.
     *
     * @param recorder supplies the options with which the work starts each JVM that is profiled
     */
    void run(Recorder recorder) throws Exception;
  }

  /** Returns the name of the flame graph's file. */
  String file() {
    return name + ".svg";
  }
}
