package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PeerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers say to caches between the control plane and gateways. */
@Timeout(120)
class SharedCachingTest {
  private static final String TOKEN = "right";
  private static final PeerConfig PEER = TestPeers.full(1, "10.0.0.1/32");
  private static final String KNOWN = "/peer/" + TestPeers.key(1).toHex();
  private static final String UNKNOWN = "/peer/" + TestPeers.key(2).toHex();

  private final HttpClient client = HttpClient.newHttpClient();

  private static ControlPlaneServer server(String token, SharedCaching shared) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ControlPlaneServer(
        key -> key.equals(PEER.publicKey()) ? Optional.of(PEER) : Optional.empty(),
        new ServerOptions(free, token, 60, 600, 30, shared));
  }

  private HttpResponse<String> get(ControlPlaneServer server, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.uri().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpHeaders headers(ControlPlaneServer server, String path) throws Exception {
    return get(server, path, "Authorization", "Bearer " + TOKEN).headers();
  }

  /** nginx stores answers to requests with a token unless they forbid it. */
  @Test
  void withoutSharedCachesNoneMayStoreAnAnswer() throws Exception {
    try (ControlPlaneServer server = server(TOKEN, null)) {
      assertThat(headers(server, KNOWN).allValues("Cache-Control"))
          .containsExactly("private, max-age=60, stale-if-error=600");
      assertThat(headers(server, UNKNOWN).allValues("Cache-Control"))
          .containsExactly("private, max-age=30");
      assertThat(headers(server, "/auth").allValues("Cache-Control")).containsExactly("no-store");
    }
  }

  @Test
  void sharedCachesMayStoreAnswersForAsLongAsTheyAreTold() throws Exception {
    try (ControlPlaneServer server = server(TOKEN, new SharedCaching(20, 5))) {
      assertThat(headers(server, KNOWN).allValues("Cache-Control"))
          .containsExactly(
              "public, max-age=60, s-maxage=20, stale-while-revalidate=5, stale-if-error=600");
      assertThat(headers(server, UNKNOWN).allValues("Cache-Control"))
          .containsExactly("public, max-age=30, stale-if-error=600");
    }
  }

  /** All gateways may have the same answer. With Vary, each token would have its own copy. */
  @Test
  void anAnswerDependsOnNoHeaderOfTheRequestExceptWhereTheTokenIsTheQuestion() throws Exception {
    try (ControlPlaneServer server = server(TOKEN, new SharedCaching(20, 5))) {
      assertThat(headers(server, KNOWN).firstValue("Vary")).isEmpty();
      assertThat(headers(server, UNKNOWN).firstValue("Vary")).isEmpty();
      assertThat(headers(server, "/auth").firstValue("Vary")).contains("Authorization");
      assertThat(headers(server, "/auth").allValues("Cache-Control"))
          .containsExactly("public, max-age=10, stale-while-revalidate=5, stale-if-error=600");
    }
  }

  @Test
  void theRightTokenIsAcceptedWithoutALookup() throws Exception {
    try (ControlPlaneServer server = server(TOKEN, new SharedCaching(20, 5))) {
      HttpResponse<String> right = get(server, "/auth", "Authorization", "Bearer " + TOKEN);

      assertThat(right.statusCode()).isEqualTo(204);
      assertThat(right.body()).isEmpty();
      assertThat(server.requests())
          .isEqualTo(new ControlPlaneServer.Requests(0, 0, 0, 0, 0, 0, 0, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer wrong", "Basic cmlnaHQ=", "right", ""})
  void anyOtherTokenIsRefusedAndTheRefusalIsNotCached(String authorization) throws Exception {
    try (ControlPlaneServer server = server(TOKEN, new SharedCaching(20, 5))) {
      for (String path : new String[] {"/auth", KNOWN}) {
        HttpResponse<String> wrong = get(server, path, "Authorization", authorization);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("Cache-Control")).isEmpty();
      }
      assertThat(get(server, "/auth").statusCode()).isEqualTo(401);
      assertThat(server.requests().refused()).isEqualTo(3);
    }
  }

  @Test
  void withoutATokenEverybodyIsAccepted() throws Exception {
    try (ControlPlaneServer server = server(null, null)) {
      assertThat(get(server, "/auth").statusCode()).isEqualTo(204);
    }
  }
}
