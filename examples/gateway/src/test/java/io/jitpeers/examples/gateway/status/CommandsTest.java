package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  private static final String TOKEN = "b3BlcmF0b3I";
  private static final String RELEASE = "/interfaces/wg0/release-brake";
  private static final String SWEEP = "/interfaces/wg0/sweep";
  private static final String FORGET = "/interfaces/wg0/forget-timestamp";
  private static final Instant PAST = Instant.parse("1970-01-01T00:00:07.5Z");

  private final ManualTime time = new ManualTime();
  private final Gateway gateway = new Gateway("wg0", time);
  private StatusServer server;

  @BeforeEach
  void serve() throws Exception {
    gateway.start();
    server = server(new BearerToken(TOKEN));
  }

  private StatusServer server(BearerToken token) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new StatusServer(Map.of("wg0", gateway.orchestrator), free, time, time, token);
  }

  @AfterEach
  void close() {
    server.close();
    gateway.close();
  }

  private String post(String target, String headers) throws Exception {
    return SlowClients.exchange(
        server.uri(),
        "POST "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n"
            + headers
            + "\r\n");
  }

  private String command(String target) throws Exception {
    return post(target, "Authorization: Bearer " + TOKEN + "\r\n");
  }

  @Test
  void aClientWhoseClockFellBackIsLetInAgain() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    byte[] fromThePast = client.begin(Tai64n.of(PAST)).initiation();
    assertThat(gateway.offer(fromThePast)).isEqualTo(PacketOutcome.REJECTED);

    assertThat(command(FORGET + "?key=" + client.publicKey().toBase64()))
        .startsWith("HTTP/1.1 200")
        .endsWith("\r\n\r\n{\"forgotten\":true}\n");

    fromThePast = client.begin(Tai64n.of(PAST.plusSeconds(5))).initiation();
    assertThat(gateway.offer(fromThePast)).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(command(FORGET + "?key=" + gateway.newClient().publicKey().toBase64()))
        .endsWith("\r\n\r\n{\"forgotten\":false}\n");
  }

  @Test
  void aBrakeIsReleased() throws Exception {
    assertThat(command(RELEASE)).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n{\"evicted\":0}\n");
  }

  private String keyed(String command, FakeClient client) throws Exception {
    return command("/interfaces/wg0/" + command + "?key=" + client.publicKey().toBase64());
  }

  @Test
  void aPeerIsEvictedAndComesBack() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    assertThat(keyed("evict", client)).endsWith("\r\n\r\n{\"was_resident\":true}\n");
    assertThat(gateway.orchestrator.find(client.publicKey())).isEmpty();
    assertThat(keyed("evict", client)).endsWith("\r\n\r\n{\"was_resident\":false}\n");
    time.advance(Duration.ofSeconds(5));
    assertThat(gateway.initiate(client)).isEqualTo(PacketOutcome.INSTALLED);
  }

  @Test
  void aRevokedPeerIsAskedAboutAgain() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.controlPlane.put(
        FakePeerConfigSource.config(client.publicKey(), 1), Freshness.of(Duration.ofHours(1)));
    gateway.initiate(client);
    assertThat(keyed("revoke", client)).endsWith("\r\n\r\n{\"was_resident\":true}\n");
    int asked = gateway.controlPlane.questions().size();
    time.advance(Duration.ofSeconds(5));
    assertThat(gateway.initiate(client)).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(gateway.controlPlane.questions()).hasSize(asked + 1);
  }

  @Test
  void aPinnedPeerOutlastsSweeps() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    assertThat(keyed("pin", client)).endsWith("\r\n\r\n{\"pinned\":true}\n");
    time.advance(Duration.ofMinutes(2));
    assertThat(command(SWEEP)).contains("\"evicted\":{},\"held_back\":{\"pinned\":1}");
    assertThat(keyed("unpin", client)).endsWith("\r\n\r\n{\"pinned\":false}\n");
    assertThat(command(SWEEP + "?dry-run=true"))
        .contains("{\"dry_run\":true,\"listed\":1,\"complete\":true")
        .contains("\"evicted\":{\"never_established\":1}");
    assertThat(gateway.orchestrator.find(client.publicKey())).isPresent();
    assertThat(command(SWEEP + "?dry-run=false")).contains("\"evicted\":{\"never_established\":1}");
    assertThat(gateway.orchestrator.find(client.publicKey())).isEmpty();
    assertThat(command(SWEEP + "?dry-run=yes")).startsWith("HTTP/1.1 400");
  }

  @Test
  void aPeerIsExplained() throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    gateway.store.handshakeCompleted(client.publicKey(), new InetSocketAddress("192.0.2.9", 9));
    gateway.sweep();
    String answer = keyed("explain", client);
    Json json = Json.parse(answer.substring(answer.indexOf("\r\n\r\n")));
    assertThat(json.at("key").text()).isEqualTo(client.publicKey().toBase64());
    assertThat(json.at("next", "prospect").text()).isEqualTo("resident");
    assertThat(json.at("next", "hopeful").toString()).isEqualTo("true");
    assertThat(json.at("resident", "origin").text()).isEqualTo("provisioned");
    assertThat(json.at("resident", "endpoint").text()).isEqualTo("192.0.2.9:9");
    assertThat(json.at("resident", "latest_handshake").text()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(json.at("resident", "allowed_ips", 0).text()).endsWith("/32");
    assertThat(json.at("initiations", 0, "outcome").text()).isEqualTo("installed");
    assertThat(json.at("initiations", 0, "clock_difference_seconds").get()).isEqualTo(0.0);
    assertThat(json.at("answer", "kind").text()).isEqualTo("found");
    assertThat(json.at("newest_timestamp").text()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(json.at("unproved", "bad_mac1").number()).isZero();
  }

  @Test
  void whatPeopleReadBeginsWithTheVerdict() throws Exception {
    FakeClient stranger = gateway.newStranger();
    gateway.initiate(stranger);
    String answer =
        post(
            "/interfaces/wg0/explain?key=" + stranger.publicKey().toBase64(),
            "Accept: text/plain\r\nAuthorization: Bearer " + TOKEN + "\r\n");
    assertThat(answer).contains("Content-type: text/plain");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4).lines())
        .contains(
            "peer: " + stranger.publicKey().toBase64(),
            "on wg0: no",
            "initiations, the latest first:",
            "    the control plane knows no such peer")
        .element(0)
        .asString()
        .startsWith("Refused: the control plane knows no such peer");
  }

  /** An operation of an orchestrator that is closed fails. */
  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    gateway.orchestrator.close();
    FakeClient client = gateway.newClient();
    assertThat(keyed("evict", client))
        .startsWith("HTTP/1.1 503")
        .contains("The peer was not evicted; the log says why.");
    assertThat(command(SWEEP)).startsWith("HTTP/1.1 503").contains("The sweep failed");
    assertThat(keyed("explain", client)).startsWith("HTTP/1.1 200").contains("\"closed\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain", "evict", "revoke", "pin", "unpin", "forget-timestamp"})
  void whoHasNoTokenLearnsAndChangesNothing(String command) throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    String target = "/interfaces/wg0/" + command + "?key=" + client.publicKey().toBase64();
    assertThat(post(target, "")).startsWith("HTTP/1.1 401").doesNotContain("resident");
    assertThat(gateway.orchestrator.find(client.publicKey()).orElseThrow().pinned()).isFalse();
    assertThat(command("/interfaces/wg0/" + command)).startsWith("HTTP/1.1 400");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Bearer b3BlcmF0b3\r\n",
        "Authorization: Bearer b3BlcmF0b3J9\r\n",
        "Authorization: b3BlcmF0b3I\r\n",
        "Authorization: Basic b3BlcmF0b3I=\r\n",
        "Cookie: token=b3BlcmF0b3I\r\n"
      })
  void withoutTheTokenNothingIsDone(String header) throws Exception {
    FakeClient client = gateway.newClient();
    gateway.initiate(client);

    String answer = post(FORGET + "?key=" + client.publicKey().toBase64(), header);

    assertThat(answer).startsWith("HTTP/1.1 401").contains("gateway.operator-token-file");
    assertThat(answer).doesNotContain(TOKEN);
    assertThat(gateway.orchestrator.find(client.publicKey())).isPresent();
    assertThat(post("/elsewhere", header)).as("nothing is told").startsWith("HTTP/1.1 401");
  }

  @Test
  void mistakesAreSentences() throws Exception {
    assertThat(command("/interfaces/wg1/release-brake")).startsWith("HTTP/1.1 404");
    assertThat(command("/interfaces/wg0/reboot")).startsWith("HTTP/1.1 404");
    assertThat(command(FORGET)).startsWith("HTTP/1.1 400").contains("?key=");
    assertThat(command(FORGET + "?key=AAAA")).startsWith("HTTP/1.1 400");
    assertThat(command(FORGET + "?yek=AAAA")).startsWith("HTTP/1.1 400");
  }

  /** A command is no link: reading changes nothing, token or not. */
  @Test
  void onlyAPostIsACommand() throws Exception {
    for (String method : new String[] {"GET", "HEAD", "PUT"}) {
      String answer =
          SlowClients.exchange(
              server.uri(),
              method
                  + " "
                  + RELEASE
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                  + TOKEN
                  + "\r\n\r\n");
      assertThat(answer).startsWith(method.equals("PUT") ? "HTTP/1.1 405" : "HTTP/1.1 404");
    }
  }

  @Test
  void withoutATokenFileThereAreNoCommands() throws Exception {
    server.close();
    server = server(null);
    assertThat(command(RELEASE))
        .startsWith("HTTP/1.1 405")
        .contains("nothing can be changed here without a token");
  }
}
