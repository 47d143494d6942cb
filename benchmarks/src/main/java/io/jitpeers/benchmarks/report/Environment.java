package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Effort;
import java.time.Instant;

/**
 * The conditions of a run: time, machine and version. Immutable.
 *
 * @param date when the run began
 * @param commit the commit's abbreviated name, or {@code unknown} outside a repository
 * @param dirty whether files differed from the commit
 * @param effort the effort of the run
 * @param cpu the processor's model
 * @param cores how many processors this program may use
 * @param memoryMib the machine's memory
 * @param jdk the Java runtime's version and vendor
 * @param kernel the operating system's name and version
 * @param loadBefore the load average of the last minute when the run began; negative if unknown
 */
public record Environment(
    Instant date,
    String commit,
    boolean dirty,
    Effort effort,
    String cpu,
    int cores,
    long memoryMib,
    String jdk,
    String kernel,
    double loadBefore) {
  /** The load average above which other programs distort figures. */
  private static final double QUIET = 0.5;

  /** Returns whether the machine was nearly idle when the run began. */
  public boolean isQuiet() {
    return loadBefore < QUIET;
  }

  /** Returns the commit, with a suffix if files differed from it. */
  public String version() {
    return dirty ? commit + "-dirty" : commit;
  }

  /** Returns a line about the conditions, to put below a table. */
  public String describe() {
    return "%s, %d cores, %s, Linux %s".formatted(cpu, cores, jdk, kernel);
  }
}
