package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The progress of a run: what is running, since when, and how long ago the last event was. Keeps a
 * timeline in a file, with a line for each event. Used by one thread.
 */
final class Progress {
  private final Path timeline;
  private final LongSupplier nanoTime;
  private final long start;
  private final Map<String, Long> running = new LinkedHashMap<>();
  private long lastEvent;
  private int ended;

  /**
   * Starts now.
   *
   * @param timeline the file, which is created at the first event
   * @param nanoTime a monotonic clock
   */
  Progress(Path timeline, LongSupplier nanoTime) {
    this.timeline = timeline;
    this.nanoTime = nanoTime;
    start = nanoTime.getAsLong();
    lastEvent = start;
  }

  /** Records an event. */
  void accept(RunEvent event) {
    lastEvent = nanoTime.getAsLong();
    if (event instanceof RunEvent.Started started) {
      running.put(started.id(), lastEvent);
      write("started", started.id());
    } else if (event instanceof RunEvent.Finished finished) {
      Long since = running.remove(finished.id());
      ended++;
      String took = since == null ? "" : " after " + seconds(lastEvent - since);
      write(finished.status().name().toLowerCase(Locale.ROOT) + took, finished.id());
    }
  }

  /** Returns how long ago the last event was. */
  Duration silence() {
    return Duration.ofNanos(nanoTime.getAsLong() - lastEvent);
  }

  /** Returns how long the run has lasted. */
  Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  /** Returns the progress in a sentence. */
  String summary() {
    String innermost = "nothing";
    long since = lastEvent;
    for (Map.Entry<String, Long> each : running.entrySet()) {
      innermost = each.getKey().isEmpty() ? innermost : each.getKey();
      since = each.getValue();
    }
    return ended
        + " tests and containers had ended, and for "
        + seconds(nanoTime.getAsLong() - since)
        + " it had been running "
        + innermost
        + ".";
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private void write(String what, String id) {
    String line = String.format(Locale.ROOT, "%8.1f %s %s%n", (lastEvent - start) / 1e9, what, id);
    try {
      Files.writeString(timeline, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("The run's timeline could not be written", e);
    }
  }
}
