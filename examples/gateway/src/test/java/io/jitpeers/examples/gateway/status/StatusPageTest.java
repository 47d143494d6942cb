package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ShortKeys;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it, of orchestrators that do what they always do. */
@RequiresChromium
class StatusPageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final int WIDTH = 1280;
  private static final int PHONE = 390;
  private static final int HEIGHT = 1000;
  private static final long SEED = 5;

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

  private StatusServer serve(Gateway... gateways) throws Exception {
    Map<String, JitOrchestrator> orchestrators = new LinkedHashMap<>();
    for (int i = 0; i < gateways.length; i++) {
      orchestrators.put("wg" + i, gateways[i].orchestrator);
    }
    InetSocketAddress anyPort =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    return new StatusServer(orchestrators, anyPort, time, time);
  }

  private static Page open(URI uri) throws Exception {
    return chromium.open(uri, WIDTH, HEIGHT);
  }

  private static String tile(String name) {
    return "[data-name=wg0] [data-text=" + name + "]";
  }

  /** A table's body, cells separated by a bar and rows by a semicolon. */
  private static String table(String name) {
    return "[...document.querySelectorAll('[data-table="
        + name
        + "] tbody tr')].map(r => [...r.cells].map(c => c.textContent).join('|')).join(';')";
  }

  @Test
  @SuppressWarnings("try") // The server is closed while the page looks on.
  void thePageFollowsTheOrchestrator() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time);
        StatusServer server = serve(gateway);
        Page page = open(server.uri())) {
      page.awaitText("#overall", "down");
      gateway.start();
      page.awaitText("#overall", "up");
      page.awaitText(tile("resident"), "0");
      assertThat(page.text(tile("port"))).isEqualTo("UDP port 51820");
      page.screenshot(SCREENSHOTS.resolve("empty.png"));
      page.evaluate("window.notLoadedAgain = 'yes'");

      FakeClient first = gateway.newClient();
      assertThat(gateway.initiate(first)).isEqualTo(PacketOutcome.INSTALLED);
      page.awaitText(tile("resident"), "1");
      FakeClient second = gateway.newClient();
      assertThat(gateway.initiate(second)).isEqualTo(PacketOutcome.INSTALLED);
      page.awaitText(tile("resident"), "2");
      assertThat(gateway.initiate(gateway.newStranger())).isEqualTo(PacketOutcome.REJECTED);
      page.await(table("outcomes"), "Installed|2;Not found|1");
      // Counts can be on the page a moment before the events that belong to them.
      page.await(
          "document.querySelector('[data-table=refusals] tbody td:nth-child(3)')"
              + "?.textContent.includes('control plane')",
          "true");

      assertThat(page.text("[data-table=clocks] tbody td")).isEqualTo("No clock fell back.");
      Tai64n fallen = Tai64n.of(Instant.parse("1970-01-01T00:00:07Z"));
      assertThat(gateway.offer(first.begin(fallen).initiation())).isEqualTo(PacketOutcome.REJECTED);
      page.awaitText(
          "[data-table=clocks] tbody td:nth-child(3)",
          "says 1970-01-01T00:00:07Z, was at 2026-01-01T00:00:00Z");
      gateway.store.handshakeCompleted(
          first.publicKey(), new InetSocketAddress("198.51.100.7", 40_000));
      time.advance(Duration.ofMinutes(2));
      gateway.sweep();
      page.awaitText(tile("evicted"), "1");
      JitStatistics statistics = gateway.orchestrator.statistics();
      assertThat(statistics.count(EvictionCause.NEVER_ESTABLISHED)).isEqualTo(1);
      page.await(table("causes"), "Never established|1");
      page.awaitText("[data-table=evictions] td.peer", ShortKeys.of(second.publicKey()));
      assertThat(statistics.resident()).isEqualTo(1);
      page.awaitText(tile("resident"), "1");
      page.awaitText(tile("installed"), "" + statistics.count(Outcome.INSTALLED));
      assertThat(page.evaluate("document.documentElement.outerHTML"))
          .as("no key is on the page")
          .doesNotContain(first.publicKey().toBase64(), second.publicKey().toBase64());

      gateway.controlPlane.failing(LookupException.Reason.UNAVAILABLE);
      gateway.initiate(gateway.newClient());
      page.awaitText("#overall", "degraded");
      page.awaitText(
          "[data-problems] li",
          "The control plane does not answer: new peers need a cached config.");
      page.screenshot(SCREENSHOTS.resolve("control-plane-down.png"));

      gateway.store.deleteDevice();
      page.awaitText("#overall", "down");
      assertThat(page.evaluate("window.notLoadedAgain")).isEqualTo("yes");
      assertThat(page.complaints()).isEmpty();

      server.close();
      page.await("document.querySelector('#silent').hidden", "false");
      assertThat(page.text("#silent")).startsWith("The gateway does not answer any more.");
      page.screenshot(SCREENSHOTS.resolve("silent.png"));
    }
  }

  @Test
  void anHourOfComingsAndGoings() throws Exception {
    try (Gateway gateway = new Gateway("wg0", time);
        StatusServer server = serve(gateway)) {
      gateway.start();
      anHour(gateway);
      JitStatistics statistics = gateway.orchestrator.statistics();
      try (Page page = open(server.uri())) {
        page.awaitText(tile("resident"), String.format(Locale.ROOT, "%,d", statistics.resident()));
        assertThat(page.text(tile("evicted")))
            .isEqualTo(String.format(Locale.ROOT, "%,d", statistics.count(EvictionCause.IDLE)));
        assertThat(page.evaluate(rowsOf("evictions"))).isEqualTo("50");
        assertThat(page.evaluate("document.querySelectorAll('[data-chart=hot] .line').length"))
            .as("one line without gaps")
            .isEqualTo("1");
        assertThat(page.evaluate("document.querySelectorAll('[data-chart=latency] .line').length"))
            .isNotEqualTo("0");
        assertThat(page.complaints()).isEmpty();
        page.screenshot(SCREENSHOTS.resolve("hour.png"));
        page.evaluate("document.querySelector('input[value=day]').click()");
        page.evaluate(
            "document.querySelector('[data-chart=hot]').dispatchEvent(new"
                + " PointerEvent('pointermove', {clientX: 600}))");
        page.screenshot(SCREENSHOTS.resolve("day.png"));
        page.evaluate("document.querySelector('input[value=hour]').click()");
        page.preferColors("dark");
        page.screenshot(SCREENSHOTS.resolve("dark.png"));
        page.preferColors("light");
        page.resize(PHONE, HEIGHT);
        assertThat(page.evaluate("document.documentElement.scrollWidth <= " + PHONE))
            .as("nothing to scroll sideways on a phone")
            .isEqualTo("true");
        page.screenshot(SCREENSHOTS.resolve("phone.png"));
      }
    }
  }

  private static String rowsOf(String table) {
    return "document.querySelectorAll('[data-table=" + table + "] tbody tr').length";
  }

  /** New clients every 5 s, more and then fewer of them; they talk for a while and go idle. */
  private void anHour(Gateway gateway) throws Exception {
    Random random = new Random(SEED);
    FakePeerConfigSource known = gateway.controlPlane;
    Map<PublicKey, PeerConfig> configs = new LinkedHashMap<>();
    known.answering(
        key -> {
          time.advance(Duration.ofNanos((long) (12e6 * Math.exp(random.nextGaussian() / 2))));
          return CompletableFuture.completedFuture(
              PeerLookup.found(configs.get(key), Freshness.of(Duration.ofMinutes(1))));
        });
    Deque<FakeClient> talking = new ArrayDeque<>();
    long bytes = 0;
    for (int step = 0; step < 720; step++) {
      int arrivals = (int) (2 + 2 * Math.sin(step / 60.0) + random.nextDouble());
      for (int i = 0; i < arrivals; i++) {
        FakeClient client = gateway.newClient();
        configs.put(
            client.publicKey(),
            FakePeerConfigSource.config(client.publicKey(), configs.size() + 1));
        gateway.initiate(client);
        gateway.store.handshakeCompleted(
            client.publicKey(), new InetSocketAddress("198.51.100.7", 40_000));
        talking.add(client);
      }
      while (talking.size() > 100) {
        talking.remove();
      }
      bytes += 10_000;
      for (FakeClient client : talking) {
        gateway.store.transferred(client.publicKey(), bytes, bytes);
      }
      time.advance(Duration.ofSeconds(5));
      if (step % 12 == 0) {
        gateway.sweep();
      }
    }
  }

  @Test
  void severalInterfacesAndManyPeers() throws Exception {
    try (Gateway small = new Gateway("wg0", time);
        Gateway large = new Gateway("wg1", time)) {
      large.store.install(manyPeers(100_000));
      try (StatusServer server = serve(small, large)) {
        small.start();
        large.start();
        small.initiate(small.newClient());
        try (Page page = open(server.uri())) {
          page.awaitText("[data-name=wg1] [data-text=resident]", "100,000");
          assertThat(page.text(tile("resident"))).isEqualTo("1");
          assertThat(page.complaints()).isEmpty();
          page.screenshot(SCREENSHOTS.resolve("several.png"));
        }
      }
    }
  }

  private static Collection<PeerConfig> manyPeers(int count) {
    List<PeerConfig> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PublicKey key = PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(i + 1).array());
      peers.add(FakePeerConfigSource.config(key, i + 1));
    }
    return peers;
  }
}
