package io.jitpeers.examples.controlplane;

import com.sun.net.httpserver.HttpExchange;
import io.jitpeers.examples.common.AnswerDeadlines;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All of a server's streams of changes, up to a maximum number. Each stream has its own thread, so
 * streams do not occupy the threads that answer lookups. A stream's thread waits most of the time.
 * Thread-safe.
 */
final class ChangeStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeStreams.class);
  private static final Duration TIME_TO_END = Duration.ofSeconds(1);

  private final ChangeLog changes;
  private final ChangeFeed feed;
  private final AnswerDeadlines deadlines;
  private final ServingLimits limits;
  private final Semaphore places;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  ChangeStreams(ChangeLog changes, AnswerDeadlines deadlines, ServingLimits limits) {
    this.changes = changes;
    this.deadlines = deadlines;
    this.limits = limits;
    this.places = new Semaphore(limits.streams());
    this.feed = new ChangeFeed(changes, limits.poll());
  }

  /**
   * Starts a stream.
   *
   * @param counted counts the stream. Runs once on the stream's thread, before anything is sent to
   *     the client, so that the stream is counted before the client can see it. Does not run if no
   *     stream was started
   * @return false if no stream was started, for example because the maximum number of streams is
   *     reached; in that case the exchange is unchanged
   */
  boolean begin(HttpExchange exchange, Runnable counted) {
    if (feed.isClosed() || !places.tryAcquire()) {
      return false;
    }
    Thread thread =
        new Thread(
            () -> {
              counted.run();
              serve(exchange);
            },
            "control-plane-stream");
    thread.setDaemon(true);
    threads.add(thread);
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) {
      log.error("the system has no thread for another stream of changes", e);
      ended(thread);
      return false;
    }
  }

  private void ended(Thread thread) {
    threads.remove(thread);
    places.release();
  }

  /** Returns the number of open streams. */
  int open() {
    return threads.size();
  }

  private void serve(HttpExchange exchange) {
    try {
      if (feed.isClosed()) {
        refuse(exchange); // A closed feed does not know the newest change.
        return;
      }
      ChangeStream.serve(exchange, changes, feed, deadlines, limits.heartbeat());
    } catch (IOException e) {
      log.debug("a stream of changes ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("a stream of changes failed", e);
      refuse(exchange);
    } finally {
      close(exchange);
      ended(Thread.currentThread());
    }
  }

  private void close(HttpExchange exchange) {
    try {
      deadlines.guard(exchange::close); // Sends the end of the stream.
    } catch (IOException e) {
      log.debug("nobody is there to be told", e);
    }
  }

  /** Sends an error status, if the stream has not begun. */
  private void refuse(HttpExchange exchange) {
    try {
      if (exchange.getResponseCode() < 0) {
        exchange.getResponseHeaders().set("Retry-After", "1");
        deadlines.guard(() -> exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAVAILABLE, -1));
      }
    } catch (IOException e) {
      log.debug("nobody is there to be told", e);
    }
  }

  /**
   * Ends all streams. If a client does not read the end of its stream within a second, the stream's
   * thread is interrupted.
   */
  @Override
  public void close() {
    feed.close();
    long deadline = System.nanoTime() + TIME_TO_END.toNanos();
    try {
      for (Thread thread : threads) {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
