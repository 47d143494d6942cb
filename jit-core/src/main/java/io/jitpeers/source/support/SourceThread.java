package io.jitpeers.source.support;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * The daemon thread that reads for a source. If it dies, that is logged with the cause.
 * Thread-safe.
 */
public final class SourceThread {
  /** How long {@link #awaitEnd} waits for a handler that does not return. */
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
   * @param reading what it does
   * @param log receives a message if the thread dies, or does not end
   * @return the running thread
   */
  public static SourceThread start(String source, Runnable reading, Logger log) {
    SourceThread started = new SourceThread(source, reading, log);
    started.thread.start();
    return started;
  }

  /**
   * Waits until the thread has ended, after it was told to. Returns at once when called on that
   * thread itself, and after {@link #PATIENCE} with a warning if the thread hangs in a handler. An
   * interrupt does not end the wait; it is restored afterwards.
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
