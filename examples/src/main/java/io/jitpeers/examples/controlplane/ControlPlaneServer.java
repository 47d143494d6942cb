package io.jitpeers.examples.controlplane;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link PeerDirectory} on a loopback port that the system chooses. It wants a bearer
 * token, says how long its answers are good for, and answers 304 to whoever has the answer already.
 * Thread-safe; started when it is made.
 */
public final class ControlPlaneServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlPlaneServer.class);
  private static final String PATH = "/peer/";
  private static final int THREADS = 4;
  private static final int NO_BODY = -1;

  static {
    // The JDK's server writes headers and body apart. With Nagle's algorithm the body then waits
    // for the client's delayed acknowledgement: 40 ms an answer on Linux. Read once, by the first
    // server of this JVM.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final PeerDirectory directory;
  private final byte[] authorization;
  private final HttpServer server;
  private final ExecutorService workers;
  private final LongAdder found = new LongAdder();
  private final LongAdder notModified = new LongAdder();
  private final LongAdder notFound = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * Starts a server.
   *
   * @param directory what to serve
   * @param token the bearer token that it wants; a secret
   * @throws UncheckedIOException if no port can be had
   */
  public ControlPlaneServer(PeerDirectory directory, String token) {
    this.directory = directory;
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the control plane cannot listen on a loopback port", e);
    }
    workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "control-plane");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(workers);
    server.createContext(PATH, this::handle);
    server.start();
  }

  /**
   * Gives the base URI for an {@link io.jitpeers.http.HttpPeerConfigSource}.
   *
   * @return scheme, address and port
   */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isAuthorized(exchange)) {
        refused.increment();
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAUTHORIZED, NO_BODY);
        return;
      }
      Optional<PeerConfig> peer = keyOf(exchange).flatMap(directory::find);
      if (peer.isPresent()) {
        sendConfig(exchange, PeerConfigWriter.write(peer.get()));
      } else {
        notFound.increment();
        exchange.getResponseHeaders().set("Cache-Control", "max-age=30");
        exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_FOUND, NO_BODY);
      }
    } catch (RuntimeException e) {
      log.error("the control plane failed to answer", e);
      throw e;
    }
  }

  private boolean isAuthorized(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<PublicKey> keyOf(HttpExchange exchange) {
    String text = exchange.getRequestURI().getPath().substring(PATH.length());
    try {
      return Optional.of(PublicKey.ofBytes(Base64.getUrlDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      log.debug("asked for what is no key", e);
      return Optional.empty();
    }
  }

  private void sendConfig(HttpExchange exchange, byte[] body) throws IOException {
    String etag = etagOf(body);
    exchange.getResponseHeaders().set("ETag", etag);
    exchange.getResponseHeaders().set("Cache-Control", "max-age=60, stale-if-error=600");
    @Nullable String had = exchange.getRequestHeaders().getFirst("If-None-Match");
    if (etag.equals(had)) {
      notModified.increment();
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_MODIFIED, NO_BODY);
      return;
    }
    found.increment();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String etagOf(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * What it was asked so far.
   *
   * @param found answers with a config
   * @param notModified answers that the asker had already
   * @param notFound answers that there is no such peer
   * @param refused requests without the right token
   */
  public record Requests(long found, long notModified, long notFound, long refused) {
    /**
     * Adds up.
     *
     * @return all requests
     */
    public long total() {
      return found + notModified + notFound + refused;
    }
  }

  /**
   * Gives the counters.
   *
   * @return a snapshot
   */
  public Requests requests() {
    return new Requests(found.sum(), notModified.sum(), notFound.sum(), refused.sum());
  }

  /** Stops at once. Closing again does nothing. */
  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }
}
