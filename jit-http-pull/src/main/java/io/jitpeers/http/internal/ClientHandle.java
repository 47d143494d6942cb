package io.jitpeers.http.internal;

import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's HTTP client and its threads, and a way to end both.
 *
 * <p>From JDK 21 the client has {@code shutdownNow}. Before, its selector thread ends only when the
 * client is garbage collected, or when it is interrupted; so the client is made in a thread group
 * of its own, and the group is interrupted. The workers are in the maker's group, out of its reach.
 */
final class ClientHandle implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientHandle.class);
  private static final long IDLE_WORKER_SECONDS = 10;

  private final ThreadGroup selectorGroup = new ThreadGroup("jit-http-client");
  private final ThreadPoolExecutor workers;
  private final HttpClient client;

  ClientHandle(HttpClient.Builder builder) {
    this.workers = newWorkers();
    this.client =
        buildInGroup(builder.followRedirects(HttpClient.Redirect.NEVER).executor(workers));
  }

  Exchange send(HttpRequest request, ResponseReader reader) {
    return Exchange.begin(client, request, reader);
  }

  /** Sends a request; cancelling the future with interruption ends the exchange. */
  CompletableFuture<?> send(HttpRequest request, BodyHandler<Object> reader) {
    return client.sendAsync(request, reader);
  }

  /** Creates a client with the same options and no connection yet. */
  ClientHandle another() {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(client.version()).sslContext(client.sslContext());
    client.connectTimeout().ifPresent(builder::connectTimeout);
    return new ClientHandle(builder);
  }

  /** Runs a task on a worker. Tasks are short, but reading a token may wait for a disk. */
  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  private static ThreadPoolExecutor newWorkers() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    AtomicLong count = new AtomicLong();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_WORKER_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(group, task, "jit-http-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        },
        // Only after close: what ends an exchange must still run.
        (task, executor) -> task.run());
  }

  private HttpClient buildInGroup(HttpClient.Builder builder) {
    FutureTask<HttpClient> making = new FutureTask<>(builder::build);
    Thread maker = new Thread(selectorGroup, making, "jit-http-maker");
    maker.setDaemon(true);
    maker.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return making.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the HTTP client could not be made", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the client and its threads. Does not wait. */
  @Override
  public void close() {
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException e) {
      log.trace("this JDK's client has no shutdownNow; interrupting its selector", e);
      selectorGroup.interrupt();
    } catch (IllegalAccessException | InvocationTargetException e) {
      log.warn("the HTTP client could not be shut down; interrupting its selector", e);
      selectorGroup.interrupt();
    }
    workers.shutdown();
  }
}
