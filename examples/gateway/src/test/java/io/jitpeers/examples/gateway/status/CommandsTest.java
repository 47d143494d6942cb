package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
