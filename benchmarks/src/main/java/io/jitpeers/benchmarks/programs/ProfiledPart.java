package io.jitpeers.benchmarks.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * The part of a measurement that a profile shows, without preparation and warm-up. The methods do
 * nothing unless this JVM was started with the system properties that name the profiler's library
 * and the profiler's commands. Measurements can therefore always call the methods. Thread-safe.
 */
public final class ProfiledPart {
  /** The system property that names the file of the profiler's library. */
  public static final String LIBRARY = "jit.benchmarks.profiler.library";

  /** The system property with the profiler's command for the start. */
  public static final String START = "jit.benchmarks.profiler.start";

  /** The system property with the profiler's command that writes the profile. */
  public static final String WRITE = "jit.benchmarks.profiler.write";

  private static boolean begunBefore;

  private ProfiledPart() {}

  /**
   * Begins the part. If an earlier part has ended, the profile will show both.
   *
   * @throws UncheckedIOException if the profiler cannot run here
   */
  public static synchronized void begin() {
    @Nullable String start = System.getProperty(START);
    if (start != null) {
      // "resume" keeps the samples that there are.
      execute(begunBefore ? start.replaceFirst("^start", "resume") : start);
      begunBefore = true;
    }
  }

  /** Ends the part. */
  public static synchronized void end() {
    if (System.getProperty(START) != null) {
      execute("stop");
    }
  }

  /**
   * Writes the profile of all parts that have ended. This takes seconds.
   *
   * @throws UncheckedIOException if the profile cannot be written
   */
  public static synchronized void write() {
    @Nullable String write = System.getProperty(WRITE);
    if (write != null) {
      execute(write);
    }
  }

  private static void execute(String command) {
    try {
      String unused = AsyncProfiler.getInstance(System.getProperty(LIBRARY)).execute(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
