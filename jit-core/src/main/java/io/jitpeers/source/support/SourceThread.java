package io.jitpeers.source.support;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * The daemon thread that reads packets for a packet source. If an exception ends the thread, the
 * exception is logged. Thread-safe.
 */
public final class SourceThread {
  /** The longest time that {@link #awaitEnd} waits. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String source;
  private final Logger log;
  private final Thread thread;

  private SourceThread(String source, Runnable reading, Logger log) {
    this.source = Objects.requireNonNull(source, "source");
    this.log = Objects.requireNonNull(log, "log");
    thread = new Thread(reading, "jit-" + source);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (unused, e) -> log.error("{} stopped reading: its thread died", source, e));
  }

  /**
   * Starts a thread.
   *
   * @param source the source's name, which becomes part of the thread's name
   * @param reading the thread's task
   * @param log receives a message if the thread dies, or if it still runs at the end of {@link
   *     #awaitEnd}
   * @return the running thread
   */
  public static SourceThread start(String source, Runnable reading, Logger log) {
    SourceThread started = new SourceThread(source, reading, log);
    started.thread.start();
    return started;
  }

  /**
   * Waits until the thread ends. Called after the thread's task has been asked to end. Returns at
   * once if called on that thread itself. If the thread still runs after {@link #PATIENCE}, for
   * example because a packet handler does not return, logs a warning and returns. An interrupt does
   * not end the wait; the calling thread's interrupt status is restored afterwards.
   */
  public void awaitEnd() {
    if (thread == Thread.currentThread()) {
      return;
    }
    Uninterruptibles.joinUninterruptibly(thread, PATIENCE);
    if (thread.isAlive()) {
      log.warn("{} is closed, but its handler has not returned yet", source);
    }
  }
}
