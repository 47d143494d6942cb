package io.jitpeers.examples.common;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP server with limits, so that clients that send or read slowly do not delay other
 * clients. The JDK's server blocks a thread while a client sends its request and reads its answer.
 * This server tolerates as many slow clients as it has threads. It creates a thread only when all
 * existing threads are busy, and disconnects a slow client after a time limit. Thread-safe.
 */
public final class BoundedHttpServer implements AutoCloseable {
  /**
   * The maximum number of requests that are received and answered at the same time. Further
   * requests wait.
   */
  public static final int MOST_REQUESTS = 256;

  /** The number of connections that the kernel queues until the server accepts them. */
  private static final int BACKLOG = 512;

  private static final long IDLE_SECONDS = 10;
  private static final long CLOSE_SECONDS = 2;

  /**
   * System properties of the JDK's server, which reads them when a JVM creates its first server.
   * Properties that are already set are not changed.
   */
  private static final Map<String, String> JDK_SETTINGS =
      Map.of(
          // Headers and body are written separately. With Nagle's algorithm the body would wait for
          // the client's delayed acknowledgement: 40 ms for each answer on Linux.
          "sun.net.httpserver.nodelay", "true",
          // The number of seconds in which a request has to arrive. The corresponding property for
          // answers is not set: it would end streams, which are long on purpose. See
          // AnswerDeadlines.
          "sun.net.httpserver.maxReqTime", "5",
          // Each connection has one request at a time, so this also limits the requests that wait
          // for a thread.
          "jdk.httpserver.maxConnections", "1000",
          "sun.net.httpserver.maxIdleConnections", "1000");

  static {
    JDK_SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final AnswerDeadlines deadlines;

  private BoundedHttpServer(HttpServer server, String name, Duration answerTime) {
    this.server = server;
    this.deadlines = new AnswerDeadlines(name, answerTime);
    this.workers = workers(name);
    server.setExecutor(workers);
  }

  /**
   * Starts to listen, but does not answer requests yet.
   *
   * @param name part of the names of the server's threads
   * @param address where to listen; port 0 lets the system choose one
   * @param answerTime the maximum time for an answer, from the call of the handler until the client
   *     has read it
   * @return a server that the caller closes
   * @throws IOException if the server cannot listen there
   */
  public static BoundedHttpServer listen(
      String name, InetSocketAddress address, Duration answerTime) throws IOException {
    return new BoundedHttpServer(HttpServer.create(address, BACKLOG), name, answerTime);
  }

  /**
   * Starts to answer requests.
   *
   * @param handler answers every request; the thread that calls the handler is interrupted if an
   *     answer takes longer than the time limit
   */
  public void serve(HttpHandler handler) {
    server.createContext("/", exchange -> deadlines.guard(() -> handler.handle(exchange)));
    server.start();
  }

  /**
   * Returns the address and port that the server listens on.
   *
   * @return address and port
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Returns this server's answer deadlines. A handler needs them if it continues an answer on
   * another thread.
   *
   * @return the deadlines; this server closes them
   */
  public AnswerDeadlines deadlines() {
    return deadlines;
  }

  /**
   * Returns how many threads are receiving or answering a request.
   *
   * @return 0 to {@value #MOST_REQUESTS}
   */
  public int busy() {
    return workers.getActiveCount();
  }

  /**
   * Returns the largest number of threads that received or answered requests at the same time.
   *
   * @return 0 to {@link #MOST_REQUESTS}
   */
  public int mostThreads() {
    return workers.getLargestPoolSize();
  }

  /**
   * Stops listening and closes all connections, then waits up to 2 s for the threads that are still
   * running the handler. Closing again does nothing.
   */
  @Override
  public void close() {
    server.stop(0);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    deadlines.close();
  }

  private static ThreadPoolExecutor workers(String name) {
    HandOver handOver = new HandOver();
    return new ThreadPoolExecutor(
        0,
        MOST_REQUESTS,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        handOver,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        (task, pool) -> {
          if (pool.isShutdown()) {
            throw new RejectedExecutionException("the server is closed");
          }
          handOver.keep(task);
        });
  }

  /**
   * The queue of the thread pool. It accepts an offered task only if a thread waits for a task.
   * Otherwise the pool creates another thread. If the pool already has the maximum number of
   * threads, the task is queued with {@link #keep}.
   */
  private static final class HandOver extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    void keep(Runnable task) {
      var unused = super.offer(task);
    }
  }
}
