package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.examples.fleet.Origin.Times;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.Await;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the cache stores is for gateways with the right token only. */
@RequiresNginx
@Timeout(600)
class SecretsInCacheTest {
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private Origin origin;
  private Cache cache;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(folder, new Times(7_200, 3_600, 1, 3_600), 2);
    cache = Cache.before(origin.uri());
    gateway = Gateway.patient(cache.uri());
    gateway.found(0);
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    cache.close();
    origin.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(cache.uri().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String path(int number) {
    byte[] key = Origin.key(number).toBytes();
    return "/peer/" + Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  @Test
  void withoutTheRightTokenACachedAnswerIsNotGiven() throws Exception {
    List<String[]> strangers =
        List.of(
            new String[] {},
            new String[] {"Authorization", "Bearer wrong"},
            new String[] {"Authorization", "Bearer " + Origin.TOKEN + "x"},
            new String[] {"Authorization", "Bearer wrong", "Cache-Control", "no-cache"},
            new String[] {"Cache-Control", "no-cache", "Last-Event-ID", "1"});
    for (String[] stranger : strangers) {
      HttpResponse<String> answer = get(path(0), stranger);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain(Origin.PRESHARED_KEY, Origin.allowedIp(0));
    }

    assertThat(origin.lookups()).as("no stranger gets past the check").isEqualTo(1);
    assertThat(get(path(0), "Authorization", "Bearer " + Origin.TOKEN).body())
        .contains(Origin.PRESHARED_KEY);
  }

  /** A body that the control plane waits for must not look as if the control plane hung. */
  @Test
  void aTokenThatWasWithdrawnIsRefusedHoweverItIsSent() throws Exception {
    origin.fail();
    origin.repairWithToken("another-token-of-gateways-that-is-long");
    String[] withdrawn = {"Authorization", "Bearer " + Origin.TOKEN};
    Await.until("it is refused", () -> get(path(0), withdrawn).statusCode() == 401);

    HttpRequest withBody =
        HttpRequest.newBuilder(cache.uri().resolve(path(0)))
            .headers(withdrawn)
            .method("GET", HttpRequest.BodyPublishers.ofString("12345"))
            .build();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = client.send(withBody, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain(Origin.PRESHARED_KEY);
    }
  }

  @Test
  void onlyGetIsServed() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(cache.uri().resolve(path(0)))
            .headers("Authorization", "Bearer " + Origin.TOKEN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void aGatewayWithAnotherTokenIsDenied() {
    try (Gateway stranger = Gateway.impatient(cache.uri(), "wrong")) {
      assertThatThrownBy(() -> stranger.lookup(0)).cause().isInstanceOf(LookupException.class);
    }
  }

  /** The right token was accepted a moment ago, and is remembered. A wrong one is not. */
  @Test
  void whileTheControlPlaneIsDownStrangersGetNothingEither() throws Exception {
    origin.fail();

    assertThat(gateway.allowedIps(0)).isEqualTo("[" + Origin.allowedIp(0) + "]");
    HttpResponse<String> answer = get(path(0), "Authorization", "Bearer wrong");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain(Origin.PRESHARED_KEY);
  }

  /** A 404 would mean that there is no such peer. */
  @Test
  void nothingElseIsServed() throws Exception {
    for (String path : List.of("/", "/x", "/wireguard" + path(0), "/tokens")) {
      assertThat(get(path, "Authorization", "Bearer " + Origin.TOKEN).statusCode()).isEqualTo(400);
    }
    assertThat(get("/health").body()).isEqualTo("ok\n");
  }

  @Test
  void storedAnswersAreInMemoryAndNobodyElseCanReadThem() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.folder())))
        .isEqualTo("rwx------");
    assertThat(Files.getFileStore(cache.folder()).type()).isEqualTo("tmpfs");
  }

  /** Of the token, there is a digest. */
  @Test
  void noTokenIsWrittenAndNoPresharedKeyIsLogged() throws Exception {
    get(path(1), "Authorization", "Bearer wrong-but-secret");
    Path log = cache.folder().resolve("access.log");
    Await.until("the log", () -> Files.readString(log).contains(path(1)));
    gateway.close();

    assertThat(Files.readString(log) + cache.output()).doesNotContain(Origin.PRESHARED_KEY);
    try (Stream<Path> files = Files.walk(cache.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(Origin.TOKEN, "wrong-but-secret");
      }
    }
  }

  @Test
  void nothingIsLeftWhenTheScriptHasEnded() throws Exception {
    Path used = cache.folder();
    String pid = Files.readString(used.resolve("nginx.pid")).strip();
    cache.close();

    assertThat(used).doesNotExist();
    assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty();
  }
}
