package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.http.MisbehavingHttpServer.Request;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The messages in docs/http-api.md, sent as they are written there. */
@Timeout(180)
class HttpApiDocumentTest {
  private static final Pattern BLOCK = Pattern.compile("```http\\n(.*?)```", Pattern.DOTALL);
  private static final PublicKey KEY =
      PublicKey.ofBase64("8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=");

  private static final String TOKEN = "of-this-test";

  private List<String> blocks;

  @BeforeEach
  void read() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "http-api.md"));
    blocks =
        BLOCK
            .matcher(page)
            .results()
            .map((MatchResult found) -> found.group(1))
            .map(block -> block.replace("<token>", TOKEN))
            .toList();
    assertThat(blocks).hasSize(8);
  }

  @Test
  void aPeerIsAskedForAndFound() throws Exception {
    PeerLookup.Found found = (PeerLookup.Found) exchange(block("GET /wireguard/peer"), config());

    assertThat(found.config().allowedIps()).hasToString("[10.1.2.3/32, 2001:db8:1::3/128]");
    assertThat(found.config().presharedKey()).isPresent();
    assertThat(found.config().endpoint().orElseThrow()).hasToString("/192.0.2.7:51820");
    assertThat(found.config().persistentKeepaliveSeconds()).isEqualTo(25);
    assertThat(found.config().expiresAt().orElseThrow()).hasToString("2026-12-31T23:59:59Z");
    assertThat(found.lifetime()).isEqualTo(freshness(300, 3600));
    assertThat(found.validator()).contains("\"v7\"");
  }

  @Test
  void aSharedCacheHasFreshnessOfItsOwn() throws Exception {
    String forCaches = block("Cache-Control: public").strip();
    String answer = config().replaceFirst("Cache-Control: .*", forCaches);

    PeerLookup.Found found = (PeerLookup.Found) exchange(block("GET /wireguard/peer"), answer);

    assertThat(found.lifetime()).isEqualTo(freshness(60, 600));
  }

  @Test
  void theReferenceControlPlaneHasTheSameFreshnessForCaches() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "control-plane.md"));

    assertThat(BLOCK.matcher(page).results().map(found -> found.group(1)))
        .containsExactly(block("Cache-Control: public"));
  }

  @Test
  void aPeerIsNotFound() throws Exception {
    PeerLookup answer = exchange(block("GET /wireguard/peer"), block("HTTP/1.1 404"));

    assertThat(((PeerLookup.NotFound) answer).negativeTtl()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aConfigHasNotChanged() throws Exception {
    PeerLookup answer = exchange(block("GET /wireguard/peer"), block("HTTP/1.1 304"));

    assertThat(((PeerLookup.NotModified) answer).freshness()).contains(freshness(300, 3600));
  }

  @Test
  void anOverloadedControlPlaneIsAskedAgain() throws Exception {
    String overloaded = block("HTTP/1.1 503");
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                Responses.inTurn(
                    (request, connection) -> send(connection, overloaded),
                    (request, connection) -> send(connection, config())));
        HttpPeerConfigSource source = Peers.patient(base(server)).build()) {
      assertThat(Peers.found(source, KEY).config().publicKey()).isEqualTo(KEY);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void anOverloadedControlPlaneSaysWhenToAskAgain() throws Exception {
    String overloaded = block("HTTP/1.1 503");
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer((request, connection) -> send(connection, overloaded));
        HttpPeerConfigSource source =
            Peers.patient(base(server))
                .retry(new RetryOptions(1, Duration.ofMillis(1), Duration.ofMillis(5)))
                .build()) {
      assertThat(Peers.failure(source, KEY).reason()).isEqualTo(LookupException.Reason.UNAVAILABLE);
    }
  }

  @Test
  void aChangeIsAnnounced() throws Exception {
    String stream = block("HTTP/1.1 200 OK\nContent-Type: text/event-stream");
    Told told = new Told();
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer(
                (request, connection) -> {
                  send(connection, stream);
                  connection.awaitEnd();
                });
        HttpPeerConfigSource source = Peers.patient(base(server)).bearerToken(() -> TOKEN).build();
        AutoCloseable watch = source.watch(told)) {
      told.next(KEY);
      assertThat(watch).isNotNull();
      // A gateway that was not connected before has no position to send.
      assertSent(server.requests().get(0), block("GET /wireguard/changes"), "last-event-id");
    }
  }

  private String block(String beginning) {
    return blocks.stream().filter(block -> block.startsWith(beginning)).findFirst().orElseThrow();
  }

  private String config() {
    return block("HTTP/1.1 200 OK\nContent-Type: application/json");
  }

  /** Looks the peer up, checks the request and returns the answer. */
  private static PeerLookup exchange(String request, String answer) throws Exception {
    try (MisbehavingHttpServer server =
            new MisbehavingHttpServer((received, connection) -> send(connection, answer));
        HttpPeerConfigSource source =
            Peers.patient(base(server)).bearerToken(() -> TOKEN).build()) {
      PeerQuery query =
          PeerQuery.builder(KEY).timeout(Duration.ofMinutes(2)).validator("\"v7\"").build();
      PeerLookup found = Peers.get(source.lookup(query));
      assertSent(server.requests().get(0), request, "");
      return found;
    }
  }

  private static URI base(MisbehavingHttpServer server) {
    return server.base().resolve("/wireguard");
  }

  /** Sends a message. A body without a length ends with the connection. */
  private static void send(Connection connection, String block) throws IOException {
    int end = block.indexOf("\n\n");
    String head = end < 0 ? block.strip() : block.substring(0, end);
    String body = end < 0 ? "" : block.substring(end + 2);
    boolean stream = head.contains("text/event-stream");
    boolean sized = stream || body.isEmpty();
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String all = sized ? head : head + "\nContent-Length: " + length;
    connection.write(all.replace("\n", "\r\n") + "\r\n\r\n" + body);
  }

  /** Checks that a request has the target and each field of the block, except for one. */
  private static void assertSent(Request sent, String block, String except) {
    List<String> lines = block.lines().toList();
    assertThat(lines.get(0)).isEqualTo("GET " + sent.target() + " HTTP/1.1");
    for (String line : lines.subList(1, lines.size())) {
      String name = line.substring(0, line.indexOf(':'));
      if (!name.equals("Host") && !name.equalsIgnoreCase(except)) {
        assertThat(sent.header(name)).as(name).contains(line.substring(name.length() + 2));
      }
    }
  }

  private static Freshness freshness(int maxAge, int staleIfError) {
    return new Freshness(Duration.ofSeconds(maxAge), Duration.ofSeconds(staleIfError));
  }
}
