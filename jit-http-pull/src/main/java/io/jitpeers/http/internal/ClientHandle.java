package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one HTTP client of the JDK, and can end the client and its connections.
 *
 * <p>Since JDK 21 the client has {@code shutdownNow}. On earlier JDKs, the client's selector thread
 * ends only when the client is garbage collected or the thread is interrupted. So the client is
 * created in a thread group of its own, and closing interrupts that group. The workers are in
 * another group, so the interrupt does not reach them.
 */
final class ClientHandle implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientHandle.class);

  private final ThreadGroup selectorGroup = newGroup();
  private final Workers workers;
  private final URI base;
  private final SelectorTasks tasks;
  private final TimeSource time;
  private final HttpClient client;
  private volatile long heardAt;
  private volatile boolean givenUp;
  private volatile boolean replaced;
  private final Set<Runnable> whenReplaced = ConcurrentHashMap.newKeySet();

  /**
   * Creates a client.
   *
   * @param base the control plane's base URI
   * @param workers the source's workers, which outlive the client
   */
  ClientHandle(HttpClient.Builder builder, URI base, Workers workers, TimeSource time) {
    this.base = base;
    this.workers = workers;
    this.tasks = new SelectorTasks(base, workers, time);
    this.time = time;
    this.heardAt = time.nanoTime();
    this.client = buildInGroup(builder.followRedirects(HttpClient.Redirect.NEVER).executor(tasks));
  }

  Exchange send(HttpRequest request, ResponseReader reader, Runnable heard) {
    return Exchange.begin(
        client,
        request,
        reader,
        version -> {
          tasks.answeredOver(version);
          heard();
          heard.run();
        });
  }

  /** Records that a connection received something from the control plane. */
  void heard() {
    heardAt = time.nanoTime();
  }

  /** Returns how long no connection has received anything, in nanoseconds. */
  long silentNanos() {
    return time.nanoTime() - heardAt;
  }

  /**
   * Returns whether the latest answer came over HTTP/1.1, where concurrent exchanges have separate
   * connections.
   */
  boolean speaksHttp1() {
    return tasks.isHttp1();
  }

  /** Marks the client as unusable, so that the next request uses another client. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /**
   * Registers a task. The task runs when another client replaces this one because nothing arrives
   * over this client's connections, or because this client has failed. If this client was already
   * replaced, the task runs at once.
   */
  void whenReplaced(Runnable task) {
    whenReplaced.add(task);
    if (replaced) {
      task.run();
    }
  }

  void forget(Runnable task) {
    whenReplaced.remove(task);
  }

  /** Called when another client has replaced this one. Runs the registered tasks. */
  void replaced() {
    replaced = true;
    whenReplaced.forEach(Runnable::run);
  }

  /** Returns whether this client and the other one use the same TLS keys and trust anchors. */
  boolean hasTlsOf(ClientHandle other) {
    return client.sslContext() == other.client.sslContext();
  }

  /** Returns whether requests may ask for HTTP/2. */
  boolean prefersHttp2() {
    return client.version() == HttpClient.Version.HTTP_2;
  }

  /** Sends a request. Cancelling the returned future with interruption ends the exchange. */
  CompletableFuture<?> send(HttpRequest request, BodyHandler<Object> reader) {
    return client.sendAsync(request, reader);
  }

  /** Creates another client with the same options. It has no connection yet. */
  ClientHandle another() {
    return another(client.sslContext());
  }

  /** Creates another client with the same options but other TLS keys and trust anchors. */
  ClientHandle another(SSLContext context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(client.version()).sslContext(context);
    client.connectTimeout().ifPresent(builder::connectTimeout);
    return new ClientHandle(builder, base, workers, time);
  }

  /** Runs a task on a worker. */
  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  /**
   * Creates the group of the client's selector thread. It is a daemon group, because JDK 17 and 18
   * free an empty group only if it is a daemon group. Later JDKs free every empty group that
   * nothing refers to.
   */
  @SuppressWarnings("removal")
  private static ThreadGroup newGroup() {
    ThreadGroup group = new ThreadGroup("jit-http-client");
    group.setDaemon(true);
    return group;
  }

  private HttpClient buildInGroup(HttpClient.Builder builder) {
    FutureTask<HttpClient> making = new FutureTask<>(builder::build);
    Thread maker = new Thread(selectorGroup, making, "jit-http-maker");
    maker.setDaemon(true);
    try {
      maker.start();
    } catch (OutOfMemoryError e) {
      throw new IllegalStateException("no thread could be started for an HTTP client", e);
    }
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

  /** Makes the client, its connections and its selector thread end. Returns at once. */
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
  }
}
