package io.jitpeers.kerneltests.gateway.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in this JVM, on the loopback of a namespace, that a gateway tells which clients connect
 * and disconnect. Thread-safe.
 */
public final class WebhookReceiver implements AutoCloseable {
  private static final int PORT = 8089;
  private static final Pattern EVENT =
      Pattern.compile(
          "\"type\":\"peer\\.(connected|disconnected)\"[^}]*\"public_key\":\"([^\"]+)\"[^}]*}");
  private static final Pattern REASON = Pattern.compile("\"reason\":\"(\\w+)\"");

  private final HttpServer server;
  private final Path secret;
  private final Set<PublicKey> connected = ConcurrentHashMap.newKeySet();
  private final Set<PublicKey> disconnected = ConcurrentHashMap.newKeySet();
  private final Set<String> reasons = ConcurrentHashMap.newKeySet();
  private volatile boolean unsigned;

  private WebhookReceiver(HttpServer server, Path secret) {
    this.server = server;
    this.secret = secret;
    server.createContext("/hook", this::receive);
    server.start();
  }

  /**
   * Starts a receiver.
   *
   * @param where its namespace
   * @param folder the folder for its secret
   */
  public static WebhookReceiver start(NetNamespace where, Path folder) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    try {
      Path secret = Files.writeString(folder.resolve("webhook-secret"), "a test's secret\n");
      return new WebhookReceiver(where.call(() -> HttpServer.create(address, 0)), secret);
    } catch (Exception e) {
      throw new AssertionError("No receiver at " + address + " in " + where, e);
    }
  }

  /** Returns the flags that make a gateway tell this receiver. */
  public List<String> flags() {
    return List.of(
        "--webhook",
        "http://127.0.0.1:" + PORT + "/hook",
        "--webhook-secret-file",
        secret.toString());
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String signature = exchange.getRequestHeaders().getFirst("webhook-signature");
    unsigned |= signature == null || !signature.startsWith("v1,");
    Matcher events = EVENT.matcher(body);
    while (events.find()) {
      // The reason first: tests wait for a client, and then read the reasons.
      Matcher reason = REASON.matcher(events.group());
      if (reason.find()) {
        reasons.add(reason.group(1));
      }
      boolean came = events.group(1).equals("connected");
      (came ? connected : disconnected).add(PublicKey.ofBase64(events.group(2)));
    }
    exchange.sendResponseHeaders(HttpURLConnection.HTTP_NO_CONTENT, -1);
    exchange.close();
  }

  /** Returns the clients that have connected until now. */
  public Set<PublicKey> connected() {
    return Set.copyOf(connected);
  }

  /** Returns the clients that have disconnected until now. */
  public Set<PublicKey> disconnected() {
    return Set.copyOf(disconnected);
  }

  /** Returns why clients have disconnected until now. */
  public Set<String> reasons() {
    return Set.copyOf(reasons);
  }

  /** Returns whether a message came without a signature. */
  public boolean wasToldUnsigned() {
    return unsigned;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
