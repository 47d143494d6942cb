package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS and mTLS, configured through settings. The server supports only HTTP/1.1, so these tests also
 * show that a source that prefers HTTP/2 falls back.
 */
@Timeout(180)
class TlsTest {
  @TempDir private static Path directory;
  private static Path serverKeys;
  private static Path clientKeys;
  private static Path serverTrust;
  private static Path clientTrust;
  private static Path passwordFile;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private HttpsServer server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    serverKeys = Certificates.keyStore(directory, "server", "ip:127.0.0.1");
    clientKeys = Certificates.keyStore(directory, "client", "dns:gateway.example");
    serverTrust = Certificates.trustStore(directory, clientKeys, "client");
    clientTrust = Certificates.trustStore(directory, serverKeys, "server");
    passwordFile = directory.resolve("password");
    Files.writeString(passwordFile, Certificates.PASSWORD + "\n");
  }

  @BeforeEach
  void start() throws Exception {
    start(0, Certificates.context(serverKeys, serverTrust));
  }

  private void start(int port, SSLContext context) throws Exception {
    server = HttpsServer.create();
    Await.until("the port is free", () -> isBound(port));
    server.setExecutor(executor);
    byte[] body = JSON.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/peer/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext("/changes", this::stream);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(needClientCertificate);
            parameters.setSSLParameters(wanted);
          }
        });
    server.start();
  }

  /** After an earlier server's end, another program may use its port for a moment. */
  private boolean isBound(int port) throws IOException {
    try {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  /** Ends the server and starts another one on its port. */
  private void restartWith(Path keys) throws Exception {
    restartWith(keys, serverTrust);
  }

  private void restartWith(Path keys, Path trust) throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    start(port, Certificates.context(keys, trust));
  }

  private volatile boolean needClientCertificate;

  /**
   * Counts the streams that began; each sends a hint with the key of its number and then falls
   * silent.
   */
  private final AtomicInteger streams = new AtomicInteger();

  private void stream(HttpExchange exchange) throws IOException {
    int number = streams.incrementAndGet();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    String hint = Streams.hint(Integer.toString(number), Peers.key(number));
    exchange.getResponseBody().write(hint.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  /**
   * Remembers the largest number of a stream whose hint was reported. On a slow machine, a stream
   * may count as silent before its hint arrives.
   */
  private static final class Latest implements ChangeListener {
    private final AtomicInteger number = new AtomicInteger();

    @Override
    public void changed(PublicKey key) {
      number.accumulateAndGet(key.toBytes()[0], Math::max);
    }

    @Override
    public void missed() {
      // Only the streams count.
    }

    void awaitStream(int wanted) throws Exception {
      Await.until("stream " + wanted, () -> number.get() >= wanted);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
    executor.shutdownNow();
  }

  private PeerConfigSource source(String host, Map<String, Path> stores) {
    Map<String, String> settings = new HashMap<>();
    settings.put("base-url", "https://" + host + ":" + server.getAddress().getPort());
    settings.put("retry.max-attempts", "1");
    settings.put("deadline", "1m");
    settings.put("connect-timeout", "1m");
    settings.put("changes.heartbeat-timeout", "1s");
    settings.put("changes.initial-backoff", "1ms");
    stores.forEach((key, path) -> settings.put("tls." + key, path.toString()));
    return new HttpPeerConfigSourceProvider().create(Settings.of(settings));
  }

  private static Map<String, Path> trust() {
    return Map.of("trust-store", clientTrust, "trust-store-password-file", passwordFile);
  }

  private static Map<String, Path> trustAndKeys() {
    Map<String, Path> stores = new HashMap<>(trust());
    stores.put("key-store", clientKeys);
    stores.put("key-store-password-file", passwordFile);
    return stores;
  }

  @Test
  void aTrustedServerIsAsked() throws Exception {
    try (PeerConfigSource source = source("127.0.0.1", trust())) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  @Test
  void anUntrustedServerIsNot() {
    try (PeerConfigSource source = source("127.0.0.1", Map.of())) {
      assertHandshakeFails(source, "is not signed by a trusted authority; put");
    }
  }

  @Test
  void aServerWithTheCertificateOfAnotherHostIsNot() {
    try (PeerConfigSource source = source("localhost", trust())) {
      assertHandshakeFails(
          source, "is for another name; put a name from the certificate into the URL");
    }
  }

  private static void assertHandshakeFails(PeerConfigSource source, String sentence) {
    LookupException failure = Peers.failure(source, KEY);

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure)
        .hasMessageStartingWith("GET https://")
        .hasMessageContaining(" failed: the server's certificate ")
        .hasMessageContaining(sentence)
        .hasMessageContaining(" (SSLHandshakeException: ");
  }

  @Test
  void aClientCertificateIsShownIfTheServerWantsOne() throws Exception {
    needClientCertificate = true;
    try (PeerConfigSource source = source("127.0.0.1", trustAndKeys())) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
    }
  }

  @Test
  void withoutTheClientCertificateTheServerRefuses() {
    needClientCertificate = true;
    try (PeerConfigSource source = source("127.0.0.1", trust())) {
      assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  /** The first over the lookups' connections, the next ones over those of another client. */
  @Test
  void streamsOfChangesShowTheSameCertificates() throws Exception {
    needClientCertificate = true;
    Latest latest = new Latest();
    try (PeerConfigSource source = source("127.0.0.1", trustAndKeys())) {
      source.watch(latest);

      latest.awaitStream(3);
    }
  }

  /** Also with a client of its own, and without a lookup that would check the files. */
  @Test
  void streamsOfChangesShowARenewedClientCertificate() throws Exception {
    needClientCertificate = true;
    Path renewed = Certificates.keyStore(directory, "renewed-client", "dns:gateway.example");
    Path trust = Certificates.trustStore(directory, renewed, "renewed-client");
    Path keys = Files.copy(clientKeys, directory.resolve("streaming.p12"));
    Map<String, Path> stores = new HashMap<>(trustAndKeys());
    stores.put("key-store", keys);
    Latest latest = new Latest();
    try (PeerConfigSource source = source("127.0.0.1", stores)) {
      source.watch(latest);
      latest.awaitStream(2);

      Files.move(renewed, keys, StandardCopyOption.REPLACE_EXISTING);
      restartWith(serverKeys, trust);

      int number = streams.get();
      Await.until("a stream with the new certificate", () -> streams.get() > number + 1);
    }
  }

  /** An existing connection may end during a lookup. */
  private static void awaitFound(PeerConfigSource source) throws Exception {
    Await.until(
        "an answer",
        () ->
            source
                .lookup(Peers.query(KEY))
                .handle((answer, failure) -> answer instanceof PeerLookup.Found)
                .toCompletableFuture()
                .get());
  }

  /** Renewed certificates apply from the next connection on. */
  @Test
  void storesThatAreReplacedAreUsedAtTheNextConnection() throws Exception {
    Path newKeys = Certificates.keyStore(directory, "renewed", "ip:127.0.0.1");
    Path newTrust = Certificates.trustStore(directory, newKeys, "renewed");
    Path trust = Files.copy(clientTrust, directory.resolve("in-use.p12"));
    Map<String, Path> stores =
        Map.of("trust-store", trust, "trust-store-password-file", passwordFile);
    try (CapturedLog log = new CapturedLog();
        PeerConfigSource source = source("127.0.0.1", stores)) {
      Peers.found(source, KEY);
      restartWith(newKeys);
      assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.UNAVAILABLE);

      Files.writeString(trust, "half of a file");
      assertThat(Peers.failure(source, Peers.key(1)).reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(log.text())
          .contains("new connections use the previous key stores")
          .contains("tls.trust-store is not a key store");

      Files.move(newTrust, trust, StandardCopyOption.REPLACE_EXISTING);
      awaitFound(source);
    }
  }

  @Test
  void anUnusableFileLeavesTheOldOneInPlace() throws Exception {
    Path trust = Files.copy(clientTrust, directory.resolve("spoiled.p12"));
    Map<String, Path> stores =
        Map.of("trust-store", trust, "trust-store-password-file", passwordFile);
    try (CapturedLog log = new CapturedLog();
        PeerConfigSource source = source("127.0.0.1", stores)) {
      Peers.found(source, KEY);
      Files.delete(trust);
      restartWith(serverKeys); // Forces a new connection.

      awaitFound(source);
      Peers.found(source, KEY);

      assertThat(log.events().stream().map(Object::toString))
          .filteredOn(event -> event.contains("previous key stores"))
          .as("said once")
          .hasSize(1);
    }
  }

  /** A client certificate that is renewed during the life of the source. */
  @Test
  void aRenewedClientCertificateIsShown() throws Exception {
    needClientCertificate = true;
    Path strangers = Certificates.keyStore(directory, "stranger", "dns:gateway.example");
    Path keys = directory.resolve("client-in-use.p12");
    Files.move(strangers, keys);
    Map<String, Path> stores = new HashMap<>(trustAndKeys());
    stores.put("key-store", keys);
    try (PeerConfigSource source = source("127.0.0.1", stores)) {
      assertThat(Peers.failure(source, KEY).reason()).isEqualTo(Reason.UNAVAILABLE);

      Files.copy(clientKeys, keys, StandardCopyOption.REPLACE_EXISTING);

      awaitFound(source);
    }
  }
}
