package io.jitpeers.kerneltests.gateway.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A control plane in this JVM, on the loopback of a namespace. It delays each answer, and can
 * refuse requests above a rate with 429. Its answers must not be cached, so a gateway asks about
 * each client that connects. Thread-safe.
 */
public final class ScriptedControlPlane implements AutoCloseable {
  private static final int PORT = 8081;
  private static final int BACKLOG = 512;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final String PATH = "/peer/";
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Map<PublicKey, String> documents;
  private final HttpServer server;
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2, Daemons::of);
  private final ExecutorService readers = Executors.newCachedThreadPool(Daemons::of);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final @Nullable Semaphore permits;
  private volatile Duration takes = Duration.ZERO;

  static {
    // Headers and body are written separately: with Nagle's algorithm an answer would take 40 ms
    // longer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
  }

  /** Creates daemon threads, which do not keep the JVM alive. */
  private static final class Daemons {
    private Daemons() {}

    static Thread of(Runnable task) {
      Thread thread = new Thread(task, "scripted control plane");
      thread.setDaemon(true);
      return thread;
    }
  }

  private ScriptedControlPlane(
      HttpServer server, Stream<Member> members, int perSecond, int burst) {
    this.server = server;
    this.documents = members.collect(Collectors.toMap(Member::publicKey, Member::json));
    this.permits = perSecond == 0 ? null : new Semaphore(burst);
    if (perSecond > 0) {
      var unused =
          later.scheduleAtFixedRate(
              () -> permit(burst), 0, NANOS_PER_SECOND / perSecond, TimeUnit.NANOSECONDS);
    }
    server.setExecutor(readers);
    server.createContext("/", this::receive);
    server.start();
  }

  /**
   * Starts a control plane that answers every request.
   *
   * @param where its namespace
   * @param members the members that it knows
   */
  public static ScriptedControlPlane start(NetNamespace where, Stream<Member> members) {
    return start(where, members, 0, 0);
  }

  /**
   * Starts a control plane that answers a limited number of requests per second, and the others
   * with 429.
   *
   * @param burst how many it answers at once after a pause
   */
  public static ScriptedControlPlane limited(
      NetNamespace where, Stream<Member> members, int perSecond, int burst) {
    return start(where, members, perSecond, burst);
  }

  private static ScriptedControlPlane start(
      NetNamespace where, Stream<Member> members, int perSecond, int burst) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    try {
      HttpServer server = where.call(() -> HttpServer.create(address, BACKLOG));
      return new ScriptedControlPlane(server, members, perSecond, burst);
    } catch (Exception e) {
      throw new AssertionError("No control plane at " + address + " in " + where, e);
    }
  }

  private void permit(int burst) {
    Semaphore left = permits;
    if (left != null && left.availablePermits() < burst) {
      left.release();
    }
  }

  private void receive(HttpExchange exchange) {
    Duration wait = takes;
    if (wait.isZero()) {
      answer(exchange);
    } else {
      var unused = later.schedule(() -> answer(exchange), wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!path.startsWith(PATH)) {
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
        return;
      }
      asked.incrementAndGet();
      if (permits != null && !permits.tryAcquire()) {
        refused.incrementAndGet();
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(TOO_MANY_REQUESTS, -1);
        return;
      }
      byte[] key = Base64.getUrlDecoder().decode(path.substring(PATH.length()));
      send(exchange, documents.get(PublicKey.ofBytes(key)));
    } catch (IOException e) {
      // The gateway gave up waiting; it asks again if it still needs the answer.
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, @Nullable String document) throws IOException {
    if (document == null) {
      exchange.getResponseHeaders().set("Cache-Control", "max-age=30");
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, -1);
      return;
    }
    byte[] body = document.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Cache-Control", "max-age=0");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Sets the delay of each answer from now on. */
  public void takes(Duration time) {
    takes = time;
  }

  /** Returns how many requests about peers have arrived, including refused ones. */
  public int asked() {
    return asked.get();
  }

  /** Returns how many requests were answered with 429. */
  public int refused() {
    return refused.get();
  }

  /** Returns a gateway's flags for this control plane. */
  public List<String> flags() {
    return List.of("--control-plane", "http://127.0.0.1:" + PORT);
  }

  @Override
  public void close() {
    server.stop(0);
    later.shutdownNow();
    readers.shutdownNow();
  }
}
