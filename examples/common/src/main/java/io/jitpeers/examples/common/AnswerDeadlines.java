package io.jitpeers.examples.common;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits how long a thread waits for a client to read an answer. After that time, the thread is
 * interrupted, and the interrupt closes the client's connection. The JDK's HTTP server has a limit
 * of its own ({@code sun.net.httpserver.maxRspTime}). The JDK's limit covers a whole answer from
 * its beginning, so it would also end an answer that stays open on purpose, such as the control
 * plane's stream of changes. Thread-safe.
 */
public final class AnswerDeadlines implements AutoCloseable {
  private final Set<Guarded> waiting = ConcurrentHashMap.newKeySet();
  private final LongAdder missed = new LongAdder();
  private final ScheduledExecutorService timer;
  private final long limitNanos;

  /**
   * Starts the thread that interrupts operations that take longer than the limit.
   *
   * @param name the server's name, a part of the thread's name
   * @param limit how long a client may take to accept the data of one operation
   */
  public AnswerDeadlines(String name, Duration limit) {
    limitNanos = limit.toNanos();
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name + "-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    long pause = Math.max(1, limit.toMillis() / 10);
    var unused = timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** An operation that sends data to a client. */
  @FunctionalInterface
  public interface Sending {
    /**
     * Sends the data.
     *
     * @throws IOException if the client does not accept it
     */
    void run() throws IOException;
  }

  /**
   * Runs an operation on the current thread, and interrupts the thread if the operation takes
   * longer than the limit.
   *
   * @param sending the operation
   * @throws IOException if the client did not accept the data, or took longer than the limit
   */
  public void guard(Sending sending) throws IOException {
    Guarded guarded = new Guarded();
    waiting.add(guarded);
    try {
      sending.run();
    } finally {
      waiting.remove(guarded);
      guarded.end();
    }
  }

  /**
   * Returns how many clients were disconnected because they took too long.
   *
   * @return the number of clients that did not accept their data in time
   */
  public long missed() {
    return missed.sum();
  }

  private void look() {
    long now = System.nanoTime();
    waiting.forEach(each -> each.interruptIfLate(now));
  }

  /** Stops the thread that interrupts operations that take longer than the limit. */
  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** An operation under way, with the thread that runs it. */
  private final class Guarded {
    private final Thread thread = Thread.currentThread();
    private final long since = System.nanoTime();
    private boolean over;
    private boolean interrupted;

    private synchronized void interruptIfLate(long now) {
      if (!over && !interrupted && now - since > limitNanos) {
        interrupted = true;
        missed.increment();
        thread.interrupt();
      }
    }

    /**
     * Ends the operation. Clears an interrupt that was meant for this operation, so that the
     * interrupt does not reach the thread's next operation.
     */
    private synchronized void end() {
      over = true;
      if (interrupted) {
        var unused = Thread.interrupted();
      }
    }
  }
}
