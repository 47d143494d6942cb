package io.jitpeers.examples.controlplane;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.common.HostRule;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests as docs/http-api.md says. A 404 has one of two meanings: there is no such peer
 * or, at {@code /changes}, the server offers no streams. A request for an unknown path is answered
 * with 400, because a 404 would tell a gateway with a wrong base URL that its peers do not exist.
 * Thread-safe.
 */
final class PeerHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(PeerHandler.class);
  private static final String PEER = "/peer/";
  private static final String HEALTH = "/health";
  private static final String CHANGES = "/changes";

  /**
   * The path of requests that only ask whether their token is right. A proxy sends such a request
   * before it answers from its cache.
   */
  private static final String AUTH = "/auth";

  /**
   * The time, in seconds, after which a gateway may repeat a request for a stream. Sent if no
   * stream could be started, for example because the maximum number of streams is reached.
   */
  private static final String WAIT_FOR_PLACE = "30";

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int NO_BODY = -1;
  private static final byte[] NOTHING = {};

  private final PeerDirectory directory;
  private final @Nullable ChangeStreams streams;
  private final @Nullable BearerToken token;
  private final CacheHeaders caching;
  private final RequestCounters counters = new RequestCounters();

  PeerHandler(PeerDirectory directory, @Nullable ChangeStreams streams, ServerOptions options) {
    this.directory = directory;
    this.streams = streams;
    this.token = options.token() == null ? null : new BearerToken(options.token());
    this.caching = CacheHeaders.of(options);
  }

  RequestCounters counters() {
    return counters;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (!isAuthorizedStream(exchange) || !beginStream(exchange)) {
      answer(exchange);
    }
  }

  private boolean isAuthorizedStream(HttpExchange exchange) {
    return streams != null
        && exchange.getRequestMethod().equals("GET")
        && pathOf(exchange).equals(CHANGES)
        && permitsHost(exchange)
        && isAuthorized(exchange);
  }

  /**
   * Begins a stream. The exchange stays open until the stream's thread closes it. Returns false if
   * no stream was begun.
   */
  private boolean beginStream(HttpExchange exchange) {
    return streams != null && streams.begin(exchange, counters.streams::increment);
  }

  private void answer(HttpExchange exchange) throws IOException {
    long startedAt = System.nanoTime();
    try (exchange) {
      try {
        route(exchange, pathOf(exchange));
      } catch (RuntimeException | Error e) {
        counters.failed.increment();
        log.error("answering {} failed", exchange.getRequestURI(), e);
        exchange.getResponseHeaders().set("Retry-After", "1");
        send(exchange, HttpURLConnection.HTTP_UNAVAILABLE, TEXT, NOTHING);
      }
      log.debug(
          "{} {}: {} in {} us",
          exchange.getRequestMethod(),
          exchange.getRequestURI(),
          exchange.getResponseCode(),
          (System.nanoTime() - startedAt) / 1000);
    }
  }

  private static String pathOf(HttpExchange exchange) {
    @Nullable String path = exchange.getRequestURI().getPath();
    return path == null ? "" : path;
  }

  /**
   * Returns whether the request's host is permitted. If the server has no token, {@link HostRule}
   * decides, so that an attacker's web page cannot read the server's answers (DNS rebinding). If
   * the server has a token, every host is permitted, because the page does not know the token.
   */
  private boolean permitsHost(HttpExchange exchange) {
    return token != null || HostRule.permits(exchange);
  }

  private void route(HttpExchange exchange, String path) throws IOException {
    String method = exchange.getRequestMethod();
    if (!permitsHost(exchange)) {
      refuse(exchange, HttpURLConnection.HTTP_FORBIDDEN, HostRule.REFUSAL);
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      refuse(exchange, HttpURLConnection.HTTP_BAD_METHOD, "peers are only read here");
    } else if (path.equals(HEALTH)) {
      answerHealth(exchange);
    } else if (!isAuthorized(exchange)) {
      counters.refused.increment();
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      send(exchange, HttpURLConnection.HTTP_UNAUTHORIZED, TEXT, NOTHING);
    } else if (path.startsWith(PEER)) {
      answerPeer(exchange, path.substring(PEER.length()));
    } else if (path.equals(CHANGES)) {
      refuseStream(exchange, method);
    } else if (path.equals(AUTH)) {
      acceptToken(exchange);
    } else {
      refuse(
          exchange,
          HttpURLConnection.HTTP_BAD_REQUEST,
          "there are only /peer/{key}, /changes and /auth here; is the base URL right?");
    }
  }

  /** Answers a request for a stream that cannot be served. */
  private void refuseStream(HttpExchange exchange, String method) throws IOException {
    if (streams == null) {
      counters.streams.increment();
      send(exchange, HttpURLConnection.HTTP_NOT_FOUND, TEXT, NOTHING);
    } else if (method.equals("GET")) {
      counters.failed.increment();
      exchange.getResponseHeaders().set("Retry-After", WAIT_FOR_PLACE);
      send(exchange, HttpURLConnection.HTTP_UNAVAILABLE, TEXT, NOTHING);
    } else {
      exchange.getResponseHeaders().set("Allow", "GET");
      refuse(exchange, HttpURLConnection.HTTP_BAD_METHOD, "a stream can only be read with GET");
    }
  }

  private boolean isAuthorized(HttpExchange exchange) {
    return token == null || token.isShownBy(exchange);
  }

  private void answerPeer(HttpExchange exchange, String text) throws IOException {
    Optional<PublicKey> key = RequestedKey.parse(text);
    if (key.isEmpty()) {
      refuse(exchange, HttpURLConnection.HTTP_BAD_REQUEST, "this is no public key");
      return;
    }
    Optional<PeerConfig> peer = directory.find(key.get());
    if (peer.isPresent()) {
      sendConfig(exchange, PeerConfigWriter.write(peer.get()));
    } else {
      counters.notFound.increment();
      exchange.getResponseHeaders().set("Cache-Control", caching.absence());
      send(exchange, HttpURLConnection.HTTP_NOT_FOUND, TEXT, NOTHING);
    }
  }

  private void sendConfig(HttpExchange exchange, byte[] body) throws IOException {
    String tag = EntityTag.of(body);
    Headers headers = exchange.getResponseHeaders();
    headers.set("ETag", tag);
    headers.set("Cache-Control", caching.config());
    if (EntityTag.matches(exchange.getRequestHeaders().get("If-None-Match"), tag)) {
      counters.notModified.increment();
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_NOT_MODIFIED, NO_BODY);
    } else {
      counters.found.increment();
      send(exchange, HttpURLConnection.HTTP_OK, JSON, body);
    }
  }

  /**
   * Answers that the token is right. The answer depends on the token, so a cache must not use the
   * answer for requests with other tokens.
   */
  private void acceptToken(HttpExchange exchange) throws IOException {
    counters.tokens.increment();
    exchange.getResponseHeaders().set("Cache-Control", caching.token());
    exchange.getResponseHeaders().set("Vary", "Authorization");
    exchange.sendResponseHeaders(HttpURLConnection.HTTP_NO_CONTENT, NO_BODY);
  }

  /** Answers 200 if the directory can be queried, whatever the result. */
  private void answerHealth(HttpExchange exchange) throws IOException {
    var unused = directory.find(PublicKey.ofBytes(new byte[PublicKey.LENGTH]));
    send(exchange, HttpURLConnection.HTTP_OK, TEXT, "ok\n".getBytes(StandardCharsets.UTF_8));
  }

  private void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
    counters.invalid.increment();
    send(exchange, status, TEXT, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (body.length > 0) {
      headers.set("Content-Type", type);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, NO_BODY);
    } else {
      exchange.sendResponseHeaders(status, body.length == 0 ? NO_BODY : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
