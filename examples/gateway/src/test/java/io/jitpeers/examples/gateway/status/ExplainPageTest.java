package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator pastes keys into the page. */
@RequiresChromium
class ExplainPageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final String TOKEN = "b3BlcmF0b3I";
  private static final String PROSPECT = "#explanation:not([hidden]) [data-prospect]";
  private static final String SENTENCE = "#explanation:not([hidden]) [data-sentence]";
  private static final String PROBLEM = "#explain-problem:not([hidden])";
  private static final int WIDTH = 1280;
  private static final int PHONE = 390;
  private static final int HEIGHT = 1000;

  @TempDir private static Path folder;
  private static Chromium chromium;

  private final ManualTime time = new ManualTime();

  @BeforeAll
  static void startChromium() throws Exception {
    chromium = new Chromium(folder.resolve("profile"));
  }

  @AfterAll
  static void stopChromium() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private StatusServer serve(@Nullable BearerToken token, Gateway... gateways) throws Exception {
    Map<String, JitOrchestrator> orchestrators = new LinkedHashMap<>();
    for (int i = 0; i < gateways.length; i++) {
      orchestrators.put("wg" + i, gateways[i].orchestrator);
    }
    InetSocketAddress anyPort =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    return new StatusServer(orchestrators, anyPort, time, time, token);
  }

  /** Fills in the form as a person does, with what is pasted around a key too. */
  private static void ask(Page page, PublicKey key, String token) throws Exception {
    page.evaluate("document.querySelector('#explain-key').value = ' " + key.toBase64() + " '");
    page.evaluate("document.querySelector('#explain-token').value = '" + token + "'");
    page.evaluate("document.querySelector('#explain button').click()");
  }

  /** The cells of the first row of initiations, without its time and its source. */
  private static String initiation(Page page) throws Exception {
    return page.evaluate(
        "[1, 2, 4, 5].map(i => document.querySelector('[data-table=initiations] tbody tr')"
            + ".cells[i].textContent).join('|')");
  }

  private static String fact(Page page, String name) throws Exception {
    return page.evaluate(
        "[...document.querySelectorAll('#explanation dt')].find(dt => dt.textContent === '"
            + name
            + "')?.nextElementSibling.textContent ?? 'nothing'");
  }

  @Test
  void peersAreExplained() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time).start();
        StatusServer server = serve(new BearerToken(TOKEN), gateway);
        Page page = chromium.open(server.uri(), WIDTH, HEIGHT)) {
      page.awaitText("#overall", "up");
      FakeClient resident = gateway.newClient();
      assertThat(gateway.initiate(resident)).isEqualTo(PacketOutcome.INSTALLED);
      gateway.store.handshakeCompleted(
          resident.publicKey(), new InetSocketAddress("198.51.100.7", 40_000));
      gateway.sweep();
      ask(page, resident.publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Resident");
      assertThat(page.text(SENTENCE))
          .startsWith("The peer has been on the device for 0 s, and the device answers");
      assertThat(initiation(page)).isEqualTo("Installed|1|right|its peer was installed");
      assertThat(fact(page, "Peer")).isEqualTo(resident.publicKey().toBase64());
      assertThat(fact(page, "On the device")).contains("198.51.100.7:40000, provisioned");
      assertThat(fact(page, "Control plane")).startsWith("Found at ").contains("no preshared key");
      page.screenshot(SCREENSHOTS.resolve("explain-resident.png"));

      ask(page, gateway.newStranger().publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Ask");
      assertThat(page.text("[data-table=initiations] tbody td"))
          .isEqualTo("None since the gateway started.");
      assertThat(fact(page, "On the device")).isEqualTo("no");

      FakeClient refused = gateway.newStranger();
      gateway.controlPlane.put(
          PeerConfig.builder(refused.publicKey()).allowedIp(IpPrefix.parse("0.0.0.0/0")).build(),
          Freshness.of(Duration.ofHours(1)));
      gateway.initiate(refused);
      time.advance(Duration.ofSeconds(5));
      gateway.initiate(refused);
      ask(page, refused.publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Recently refused");
      assertThat(initiation(page))
          .isEqualTo(
              "Config refused|2|right|the default route 0.0.0.0/0 is not permitted as an allowed"
                  + " IP");
      assertThat(page.complaints()).isEmpty();
      page.screenshot(SCREENSHOTS.resolve("explain-refused.png"));
      page.resize(PHONE, HEIGHT);
      assertThat(page.evaluate("document.documentElement.scrollWidth <= " + PHONE))
          .as("nothing to scroll sideways on a phone")
          .isEqualTo("true");
      page.screenshot(SCREENSHOTS.resolve("explain-phone.png"));
    }
  }

  @Test
  void mistakesAreSaid() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time).start();
        StatusServer server = serve(new BearerToken(TOKEN), gateway);
        Page page = chromium.open(server.uri(), WIDTH, HEIGHT)) {
      page.awaitText("#overall", "up");
      FakeClient client = gateway.newClient();
      gateway.initiate(client);
      ask(page, client.publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Resident without handshake");
      ask(page, client.publicKey(), "d3Jvbmc");
      page.awaitText(PROBLEM, "This is not the operator token that the gateway was started with.");
      assertThat(page.text(SENTENCE)).as("the earlier explanation is gone").isEqualTo("nothing");
      page.screenshot(SCREENSHOTS.resolve("explain-wrong-token.png"));
      page.evaluate("document.querySelector('#explain-token').value = '" + TOKEN + "'");
      page.evaluate("document.querySelector('#explain-key').value = 'AAAA'");
      page.evaluate("document.querySelector('#explain button').click()");
      page.awaitText(
          PROBLEM, "key is a public key as wg prints it: ?key=, and 44 characters of base64.");
      assertThat(page.evaluate("location.href")).as("nothing in the address").endsWith("/");
      assertThat(page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])"))
          .as("the token is kept nowhere")
          .isEqualTo("[{},{},\"\"]");
      Await.until("the complaints arrive", () -> page.complaints().size() >= 2);
      assertThat(page.complaints())
          .as("only the refused requests")
          .hasSize(2)
          .allMatch(complaint -> complaint.contains("the server responded with a status of 40"));
    }
  }

  @Test
  void aGatewayWithoutATokenSaysSo() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time).start();
        StatusServer server = serve(null, gateway);
        Page page = chromium.open(server.uri(), WIDTH, HEIGHT)) {
      page.awaitText("#overall", "up");
      ask(page, gateway.newClient().publicKey(), TOKEN);
      page.awaitText(
          PROBLEM, "This gateway takes no commands. Start it with --operator-token-file.");
    }
  }

  @Test
  void oneOfSeveralInterfacesIsChosen() throws Exception {
    try (Gateway first = new Gateway("wg0", time).start();
        Gateway second = new Gateway("wg1", time).start();
        StatusServer server = serve(new BearerToken(TOKEN), first, second);
        Page page = chromium.open(server.uri(), WIDTH, HEIGHT)) {
      page.await("document.querySelector('#explain-interface')?.length", "2");
      FakeClient client = second.newClient();
      second.initiate(client);
      ask(page, client.publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Ask");
      page.evaluate("document.querySelector('#explain-interface').value = 'wg1'");
      ask(page, client.publicKey(), TOKEN);
      page.awaitText(PROSPECT, "Resident without handshake");
      assertThat(
              page.evaluate("document.querySelector('#explain-interface-label').checkVisibility()"))
          .isEqualTo("true");
    }
  }

  /** Whoever uses a screen reader hears what each field is. */
  @Test
  void everyFieldHasALabel() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time).start();
        StatusServer server = serve(new BearerToken(TOKEN), gateway);
        Page page = chromium.open(server.uri(), WIDTH, HEIGHT)) {
      page.awaitText("#overall", "up");
      assertThat(
              page.evaluate(
                  "[...document.querySelectorAll('#explain input, #explain select')].map(field =>"
                      + " field.labels[0].firstChild.textContent.trim()).join()"))
          .isEqualTo("Interface,Public key,Operator token");
      assertThat(
              page.evaluate("document.querySelector('#explain-interface-label').checkVisibility()"))
          .as("with one interface there is nothing to choose")
          .isEqualTo("false");
      assertThat(page.evaluate("document.querySelector('#explain-token').type"))
          .isEqualTo("password");
      assertThat(page.evaluate("document.querySelector('#explanation').ariaLive"))
          .isEqualTo("polite");
    }
  }
}
