package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.http.HttpPeerConfigSourceBuilder;
import io.jitpeers.http.KeyEncoding;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlPlaneServerTest {
  private static final String TOKEN = "right";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private final PublicKey plain = newKey();
  private final PublicKey full = newKey();
  private final PublicKey ipv6 = newKey();
  private final Map<PublicKey, PeerConfig> peers =
      Map.of(
          plain,
          PeerConfig.builder(plain).allowedIp(IpPrefix.parse("10.0.0.1/32")).build(),
          full,
          PeerConfig.builder(full)
              .allowedIp(IpPrefix.parse("10.0.0.2/32"))
              .allowedIp(IpPrefix.parse("2001:db8::2/128"))
              .presharedKey(PresharedKey.ofBytes(new byte[32]))
              .endpoint(new InetSocketAddress("192.0.2.7", 51820))
              .persistentKeepaliveSeconds(25)
              .expiresAt(Instant.parse("2030-01-01T00:00:00Z"))
              .build(),
          ipv6,
          PeerConfig.builder(ipv6)
              .allowedIp(IpPrefix.parse("10.0.0.3/32"))
              .endpoint(new InetSocketAddress("2001:db8::7", 443))
              .build());
  private final ControlPlaneServer server =
      new ControlPlaneServer(key -> Optional.ofNullable(peers.get(key)), TOKEN);

  private static PublicKey newKey() {
    return PrivateKey.generate(new SecureRandom()).publicKey();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpPeerConfigSource source(String token) {
    return HttpPeerConfigSource.builder(server.uri()).bearerToken(() -> token).build();
  }

  private static PeerLookup lookup(HttpPeerConfigSource source, PublicKey key) throws Exception {
    PeerQuery query = PeerQuery.builder(key).timeout(PATIENCE).build();
    return source.lookup(query).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void everyConfigArrivesAsItIs() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      for (PeerConfig config : peers.values()) {
        assertThat(lookup(source, config.publicKey()))
            .isInstanceOfSatisfying(
                PeerLookup.Found.class,
                found -> {
                  assertThat(found.config()).isEqualTo(config);
                  assertThat(found.freshness().maxAge()).isEqualTo(Duration.ofSeconds(60));
                  assertThat(found.freshness().staleIfError()).isEqualTo(Duration.ofMinutes(10));
                });
      }
    }
    assertThat(server.requests())
        .isEqualTo(new ControlPlaneServer.Requests(3, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void anAnswerThatTheAskerHasIsNotSentAgain() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      String validator = ((PeerLookup.Found) lookup(source, full)).validator().orElseThrow();
      PeerQuery again = PeerQuery.builder(full).timeout(PATIENCE).validator(validator).build();
      assertThat(source.lookup(again).toCompletableFuture().get(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              PeerLookup.NotModified.class,
              answer ->
                  assertThat(answer.freshness().orElseThrow().maxAge())
                      .isEqualTo(Duration.ofSeconds(60)));
    }
    assertThat(server.requests())
        .isEqualTo(new ControlPlaneServer.Requests(1, 1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void anUnknownPeerIsNotFoundForAWhile() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      assertThat(lookup(source, newKey())).isEqualTo(PeerLookup.notFound(Duration.ofSeconds(30)));
    }
    assertThat(server.requests().notFound()).isEqualTo(1);
  }

  @Test
  void aWrongTokenGetsNothing() {
    try (HttpPeerConfigSource source = source("wrong")) {
      assertThatThrownBy(() -> lookup(source, plain))
          .cause()
          .isInstanceOfSatisfying(
              LookupException.class,
              e -> assertThat(e.reason()).isEqualTo(LookupException.Reason.UNAVAILABLE));
    }
    assertThat(server.requests().found()).isZero();
    assertThat(server.requests().refused()).isEqualTo(1);
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri().resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + TOKEN);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String path(PublicKey key) {
    return "/peer/" + Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes());
  }

  @ParameterizedTest
  @EnumSource(KeyEncoding.class)
  void everyFormOfAKeyIsUnderstood(KeyEncoding encoding) throws Exception {
    HttpPeerConfigSourceBuilder builder =
        HttpPeerConfigSource.builder(server.uri()).keyEncoding(encoding);
    try (HttpPeerConfigSource source = builder.bearerToken(() -> TOKEN).build()) {
      for (PublicKey key : peers.keySet()) {
        assertThat(lookup(source, key)).isInstanceOf(PeerLookup.Found.class);
      }
    }
  }

  @Test
  void headTellsWhatGetWouldWithoutSayingIt() throws Exception {
    HttpResponse<String> get = send("GET", path(full));
    HttpResponse<String> head = send("HEAD", path(full));
    assertThat(get.body()).contains("allowed_ips");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("ETag", "Cache-Control", "Content-Type", "Content-Length")) {
      assertThat(head.headers().allValues(name))
          .hasSize(1)
          .isEqualTo(get.headers().allValues(name));
    }
  }

  @Test
  void peersAreOnlyRead() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE")) {
      HttpResponse<String> response = send(method, path(full));
      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }
    assertThat(server.requests().invalid()).isEqualTo(3);
  }

  @Test
  void whatIsNoKeyIsABadRequest() throws Exception {
    String good = path(full);
    for (String bad : List.of("/peer/", "/peer/x", good + "A", good + "/", good + "==")) {
      assertThat(send("GET", bad).statusCode()).as(bad).isEqualTo(400);
    }
  }

  /** If it were a 404, a gateway would believe that there are no peers at all. */
  @Test
  void aWrongBaseUrlFailsInsteadOfDenyingEveryPeer() {
    URI wrong = server.uri().resolve("/wireguard");
    try (HttpPeerConfigSource source =
        HttpPeerConfigSource.builder(wrong).bearerToken(() -> TOKEN).build()) {
      assertThatThrownBy(() -> lookup(source, plain))
          .cause()
          .isInstanceOfSatisfying(
              LookupException.class,
              e -> assertThat(e.reason()).isEqualTo(LookupException.Reason.REJECTED));
    }
    // With the offer of HTTP/2, which may be what a proxy does not like, and then without.
    assertThat(server.requests().invalid()).isEqualTo(2);
  }

  @Test
  void everyFormOfIfNoneMatchIsUnderstood() throws Exception {
    String tag = send("GET", path(full)).headers().firstValue("ETag").orElseThrow();
    for (String has : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      HttpResponse<String> response = send("GET", path(full), "If-None-Match", has);
      assertThat(response.statusCode()).as(has).isEqualTo(304);
      assertThat(response.headers().firstValue("ETag")).contains(tag);
      assertThat(response.headers().firstValue("Cache-Control")).isPresent();
    }
    assertThat(send("GET", path(full), "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(send("GET", path(newKey()), "If-None-Match", "*").statusCode()).isEqualTo(404);
  }

  @Test
  void healthNeedsNoToken() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/health")).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok\n");
    assertThat(server.requests().total()).isZero();
  }

  @Test
  void aDirectoryThatFailsIsUnavailable() throws Exception {
    PeerDirectory failing =
        key -> {
          throw new DatabaseException("out of order", null);
        };
    try (ControlPlaneServer broken = new ControlPlaneServer(failing, TOKEN)) {
      for (String path : List.of(path(full), "/health")) {
        HttpRequest request =
            HttpRequest.newBuilder(broken.uri().resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).isEmpty();
      }
      assertThat(broken.requests().failed()).isEqualTo(2);
    }
  }

  @Test
  void optionsDoNotShowTheToken() {
    assertThat(ServerOptions.onLoopback("secret").toString())
        .doesNotContain("secret")
        .contains("redacted");
  }
}
