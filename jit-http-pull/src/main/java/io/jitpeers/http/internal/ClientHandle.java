package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.lang.reflect.InvocationTargetException;
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
 * One of the JDK's HTTP clients with its connections, and a way to end them.
 *
 * <p>From JDK 21 the client has {@code shutdownNow}. Before, its selector thread ends only when the
 * client is garbage collected, or when it is interrupted; so the client is made in a thread group
 * of its own, and the group is interrupted. The workers are in the maker's group, out of its reach.
 */
final class ClientHandle implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientHandle.class);

  private final ThreadGroup selectorGroup = newGroup();
  private final Workers workers;
  private final TimeSource time;
  private final HttpClient client;
  private volatile long heardAt;
  private volatile boolean speaksHttp1;
  private volatile boolean givenUp;
  private volatile boolean replaced;
  private final Set<Runnable> whenReplaced = ConcurrentHashMap.newKeySet();

  /**
   * Creates a client.
   *
   * @param workers the source's, which outlive the client
   */
  ClientHandle(HttpClient.Builder builder, Workers workers, TimeSource time) {
    this.workers = workers;
    this.time = time;
    this.heardAt = time.nanoTime();
    this.client =
        buildInGroup(builder.followRedirects(HttpClient.Redirect.NEVER).executor(workers));
  }

  Exchange send(HttpRequest request, ResponseReader reader, Runnable heard) {
    return Exchange.begin(
        client,
        request,
        reader,
        version -> {
          speaksHttp1 = version == HttpClient.Version.HTTP_1_1;
          heard();
          heard.run();
        });
  }

  /** Something came from the control plane, by any of the connections. */
  void heard() {
    heardAt = time.nanoTime();
  }

  /** For how long nothing has come by any of the connections, in nanoseconds. */
  long silentNanos() {
    return time.nanoTime() - heardAt;
  }

  /** Whether the latest answer came over HTTP/1.1, where each exchange has its own connection. */
  boolean speaksHttp1() {
    return speaksHttp1;
  }

  /** Has the next request use another client: this one's connections are silent. */
  void giveUp() {
    givenUp = true;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Has a task run when another client takes this one's place because it is silent. */
  void whenReplaced(Runnable task) {
    whenReplaced.add(task);
    if (replaced) {
      task.run();
    }
  }

  void forget(Runnable task) {
    whenReplaced.remove(task);
  }

  /** Another client has taken this one's place, because it is silent. */
  void replaced() {
    replaced = true;
    whenReplaced.forEach(Runnable::run);
  }

  /** Whether new connections of both use the same keys and trust for TLS. */
  boolean hasTlsOf(ClientHandle other) {
    return client.sslContext() == other.client.sslContext();
  }

  /** Whether requests may ask for HTTP/2. */
  boolean prefersHttp2() {
    return client.version() == HttpClient.Version.HTTP_2;
  }

  /** Sends a request; cancelling the future with interruption ends the exchange. */
  CompletableFuture<?> send(HttpRequest request, BodyHandler<Object> reader) {
    return client.sendAsync(request, reader);
  }

  /** Creates a client with the same options and no connection yet. */
  ClientHandle another() {
    return another(client.sslContext());
  }

  /** The same with other keys and trust for TLS. */
  ClientHandle another(SSLContext context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(client.version()).sslContext(context);
    client.connectTimeout().ifPresent(builder::connectTimeout);
    return new ClientHandle(builder, workers, time);
  }

  /** Runs a task on a worker. */
  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  /**
   * On JDK 17 and 18 only a daemon group goes with its last thread; later ones go by themselves.
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

  /** Ends the client with its connections and its own thread. Does not wait. */
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
