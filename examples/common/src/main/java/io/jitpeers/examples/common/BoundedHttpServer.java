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
 * The JDK's HTTP server with bounds, so that clients which send or read slowly do not hold up
 * others. It blocks a thread for as long as a client takes to send a request and to take its
 * answer. So there are as many threads as slow clients are to be borne, made only when all others
 * are busy; and each slow client is cut off after a time. Thread-safe.
 */
public final class BoundedHttpServer implements AutoCloseable {
  /** The most requests that are received and answered at the same time; the next ones wait. */
  public static final int MOST_REQUESTS = 256;

  /** Connections that the system keeps until they are accepted. */
  private static final int BACKLOG = 512;

  private static final long IDLE_SECONDS = 10;
  private static final long CLOSE_SECONDS = 2;

  /** Settings of the JDK's server, which its first instance in a JVM reads, unless they are set. */
  private static final Map<String, String> JDK_SETTINGS =
      Map.of(
          // Headers and body are written apart. With Nagle's algorithm the body then waits for the
          // client's delayed acknowledgement: 40 ms an answer on Linux.
          "sun.net.httpserver.nodelay", "true",
          // Seconds for a request to arrive. There is such a setting for answers, too, which would
          // end streams that are long on purpose: see AnswerDeadlines.
          "sun.net.httpserver.maxReqTime", "5",
          // A connection has one request at a time: this bounds those that wait for a thread, too.
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
   * Listens, and answers nobody yet.
   *
   * @param name what its threads are called
   * @param address where to listen; port 0 for one that the system chooses
   * @param answerTime how long an answer may take, by the server and by a client that takes it
   * @return a server to be closed
   * @throws IOException if it cannot listen there
   */
  public static BoundedHttpServer listen(
      String name, InetSocketAddress address, Duration answerTime) throws IOException {
    return new BoundedHttpServer(HttpServer.create(address, BACKLOG), name, answerTime);
  }

  /**
   * Begins to answer.
   *
   * @param handler answers everything; interrupted if that takes longer than the time for answers
   */
  public void serve(HttpHandler handler) {
    server.createContext("/", exchange -> deadlines.guard(() -> handler.handle(exchange)));
    server.start();
  }

  /**
   * Returns where it listens.
   *
   * @return address and port
   */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Returns the time limit of answers, for those that another thread goes on with.
   *
   * @return closed with this server
   */
  public AnswerDeadlines deadlines() {
    return deadlines;
  }

  /**
   * Returns how many threads receive a request or answer one.
   *
   * @return 0 to {@value #MOST_REQUESTS}
   */
  public int busy() {
    return workers.getActiveCount();
  }

  /**
   * Stops listening and cuts connections, then waits for requests that are being answered, 2 s at
   * the most. Closing again does nothing.
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
   * Takes a task only if a thread waits for one. Otherwise the pool makes another thread, and when
   * it may not, the task is kept.
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
