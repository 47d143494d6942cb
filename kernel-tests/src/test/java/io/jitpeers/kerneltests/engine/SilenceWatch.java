package io.jitpeers.kerneltests.engine;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Prints a thread dump, once, when no test has started or ended for a long time, so that a reader
 * sees where a run hangs. It does not end the run.
 */
final class SilenceWatch {
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final PrintStream out;
  private long lastEvent;
  private boolean told;

  SilenceWatch(Duration patience, LongSupplier nanoTime, PrintStream out) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.out = out;
    lastEvent = nanoTime.getAsLong();
  }

  /** Records an event. */
  synchronized void event() {
    lastEvent = nanoTime.getAsLong();
    told = false;
  }

  /** Prints the thread dump if it is due. */
  synchronized void look() {
    if (told || nanoTime.getAsLong() - lastEvent < patience.toNanos()) {
      return;
    }
    told = true;
    out.println("No test has started or ended for " + patience.toSeconds() + " s. Threads:");
    Thread.getAllStackTraces().forEach(this::print);
    out.flush();
  }

  private void print(Thread thread, StackTraceElement[] frames) {
    out.println("\"" + thread.getName() + "\" " + thread.getState());
    for (StackTraceElement frame : frames) {
      out.println("    at " + frame);
    }
  }

  /** Checks every second until the JVM ends. */
  void start() {
    Thread thread = new Thread(this::watch, "silence-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
