package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.ShortKeys;
import io.jitpeers.wireguard.Tai64n;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusServerTest {
  private final ManualTime time = new ManualTime();
  private final Gateway gateway = new Gateway("wg0", time);
  private StatusServer server;
  private Site site;

  private static InetSocketAddress loopback(int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  private StatusServer serve(int port) throws Exception {
    Map<String, JitOrchestrator> orchestrators = Map.of("wg0", gateway.orchestrator);
    return new StatusServer(orchestrators, loopback(port), time, time);
  }

  @BeforeEach
  void serve() throws Exception {
    server = serve(0);
    site = new Site(server.uri());
  }

  @AfterEach
  void close() {
    server.close();
    gateway.close();
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Json wg0() throws Exception {
    return site.json("/status.json").at("interfaces", 0);
  }

  @Test
  void countersAreTheOrchestrators() throws Exception {
    gateway.start();
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    gateway.initiate(gateway.newStranger());

    Json wg0 = wg0();
    assertThat(wg0.at("name").text()).isEqualTo("wg0");
    assertThat(wg0.at("listen_port").number()).isEqualTo(51_820);
    assertThat(wg0.at("resident").number()).isEqualTo(1);
    assertThat(wg0.at("totals", "installed").number()).isEqualTo(1);
    assertThat(wg0.at("outcomes", "installed").number()).isEqualTo(1);
    assertThat(wg0.at("outcomes", "not_found").number()).isEqualTo(1);
    assertThat(wg0.at("totals", "received").number()).isEqualTo(2);
    assertThat(wg0.at("latency_ms", "first_packet", "count").number()).isEqualTo(1);
    assertThat(wg0.at("last_refusals", 0, "outcome").text()).isEqualTo("not_found");
    assertThat(wg0.at("sources", "direct", "received").number()).isEqualTo(2);
    assertThat(site.json("/status.json").at("version").text()).isNotBlank();
  }

  @Test
  void trafficIsThatOfAllPeersAlsoOfThoseThatLeft() throws Exception {
    gateway.start();
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    gateway.store.handshakeCompleted(client.publicKey(), new InetSocketAddress("192.0.2.9", 9));
    gateway.store.transferred(client.publicKey(), 5_000, 7_000);
    gateway.sweep();
    time.advance(Duration.ofMinutes(30));
    gateway.sweep();

    Json wg0 = wg0();
    assertThat(wg0.at("resident").number()).isZero();
    assertThat(wg0.at("totals", "rx_bytes").number()).isEqualTo(5_148);
    assertThat(wg0.at("totals", "tx_bytes").number()).isEqualTo(7_092);
  }

  @Test
  void clocksBehindAreTold() throws Exception {
    gateway.start();
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    gateway.offer(client.begin(Tai64n.of(Instant.parse("1970-01-01T00:00:07.5Z"))).initiation());

    Json wg0 = wg0();
    assertThat(wg0.at("totals", "clocks_behind").number()).isEqualTo(1);
    assertThat(wg0.at("totals", "timestamp_resets").number()).isZero();
    Json behind = wg0.at("last_clocks_behind", 0);
    assertThat(behind.at("peer").text()).isEqualTo(ShortKeys.of(client.publicKey()));
    assertThat(behind.at("at").text()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(behind.at("newest").text()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(behind.at("seen").text()).isEqualTo("1970-01-01T00:00:07Z");
  }

  @Test
  void evictionsAreTold() throws Exception {
    gateway.start();
    FakeClient client = gateway.newClient();
    gateway.initiate(client);
    time.advance(Duration.ofMinutes(2));
    gateway.sweep();

    Json wg0 = wg0();
    assertThat(wg0.at("evictions_by_cause", "never_established").number()).isEqualTo(1);
    assertThat(wg0.at("last_evictions", 0, "peer").text())
        .isEqualTo(ShortKeys.of(client.publicKey()));
    assertThat(wg0.at("last_evictions", 0, "at").text()).isEqualTo("2026-01-01T00:02:00Z");
    assertThat(site.get("/status.json").body()).doesNotContain(client.publicKey().toBase64());
  }

  @Test
  void theSeriesGrowsAndIsNotSentTwice() throws Exception {
    gateway.start();
    gateway.initiate(gateway.newClient());
    time.advance(Duration.ofMinutes(2));

    List<Json> points = wg0().at("series", "hour", "points").elements();
    assertThat(points).hasSize(25);
    assertThat(wg0().at("series", "day", "points").elements()).hasSize(3);
    assertThat(points.get(1).at(1).number()).as("resident").isEqualTo(1);
    assertThat(points.get(1).at(3).number()).as("installed").isEqualTo(1);
    assertThat(points.get(2).at(3).number()).as("installed").isZero();
    long last = points.get(24).at(0).number();
    time.advance(Duration.ofSeconds(5));
    Json later = site.json("/status.json?since=" + last).at("interfaces", 0);
    assertThat(later.at("series", "hour", "points").elements()).hasSize(1);
    assertThat(site.get("/status.json?since=x").statusCode()).isEqualTo(400);
  }

  @Test
  void theSeriesIsBounded() throws Exception {
    gateway.start();
    time.advance(Duration.ofHours(25));

    assertThat(wg0().at("series", "hour", "points").elements()).hasSize(720);
    assertThat(wg0().at("series", "day", "points").elements()).hasSize(1440);
  }

  @Test
  void aReplayStoreThatFailsIsNotWell() throws Exception {
    gateway.start();
    gateway.disk.full(true);
    gateway.initiate(gateway.newClient());
    Await.until("degraded", () -> site.json("/health").at("status").text().equals("degraded"));
    assertThat(site.get("/health").statusCode()).as("it serves on").isEqualTo(200);

    gateway.disk.full(false);
    Await.until("up again", () -> site.json("/health").at("status").text().equals("up"));
    assertThat(gateway.disk.slots()).hasSize(1);
  }

  @Test
  void healthFollows() throws Exception {
    assertThat(site.get("/health").statusCode()).as("not started").isEqualTo(503);
    gateway.start();
    Json up = site.json("/health");
    assertThat(up.at("status").text()).isEqualTo("up");
    assertThat(up.at("interfaces", "wg0", "control_plane").text()).isEqualTo("not_asked");
    assertThat(up.at("interfaces", "wg0", "control_plane_reachable").get()).isEqualTo(true);
    assertThat(up.at("interfaces", "wg0", "at").text()).isEqualTo(time.wallTime().toString());

    gateway.controlPlane.failing(LookupException.Reason.UNAVAILABLE);
    gateway.initiate(gateway.newClient());
    Json degraded = site.json("/health");
    assertThat(degraded.at("status").text()).isEqualTo("degraded");
    assertThat(degraded.at("interfaces", "wg0", "control_plane_reachable").get()).isEqualTo(false);
    assertThat(degraded.at("interfaces", "wg0", "control_plane").text()).isEqualTo("unreachable");
    assertThat(degraded.at("interfaces", "wg0", "reasons", 0).text())
        .isEqualTo("control_plane_unreachable");

    gateway.store.deleteDevice();
    assertThatThrownBy(gateway::sweep).isNotNull();
    HttpResponse<String> down = site.get("/health");
    assertThat(down.statusCode()).isEqualTo(503);
    Json wg0 = Json.parse(down.body()).at("interfaces", "wg0");
    assertThat(wg0.at("device_readable").get()).isEqualTo(false);
    assertThat(wg0.at("sweeps_failing").get()).isEqualTo(true);
  }

  @Test
  void aListenerThatHangsDegradesHealth() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    gateway.start();
    gateway.orchestrator.addListener(
        event -> {
          blocked.countDown();
          awaitWhateverHappens(release);
        });
    try {
      gateway.initiate(gateway.newClient());
      blocked.await();
      assertThat(site.json("/health").at("status").text()).isEqualTo("up");
      time.advance(WatchdogOptions.DEFAULT_PATIENCE.plusMillis(1));

      Json health = site.json("/health");
      assertThat(health.at("status").text()).isEqualTo("degraded");
      assertThat(health.at("interfaces", "wg0", "hanging").get()).isEqualTo(true);
    } finally {
      release.countDown();
    }
  }

  @Test
  void aClosedOrchestratorIsDown() throws Exception {
    gateway.start();
    gateway.close();
    assertThat(site.get("/health").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:9586", "127.0.0.1:1", "[::1]:9586", "10.0.0.7"})
  void localNamesAreAnswered(String host) throws Exception {
    assertThat(site.raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 503");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.org", "localhost.example.org:80", "127.0.0.1.example.org", "a:b"})
  void othersAreNot(String host) throws Exception {
    assertThat(site.raw("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void severalNamesOrOneInTheTargetAreNotAnsweredEither() throws Exception {
    String end = "\r\nConnection: close\r\n\r\n";
    assertThat(site.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost" + end))
        .startsWith("HTTP/1.1 403");
    assertThat(site.raw("GET http://example.org/health HTTP/1.1\r\nHost: localhost" + end))
        .startsWith("HTTP/1.1 403");
    assertThat(site.raw("GET http://[::1]:1/health HTTP/1.1\r\nHost: localhost" + end))
        .startsWith("HTTP/1.1 503");
    assertThat(site.raw("GET /health HTTP/1.0" + end)).startsWith("HTTP/1.1 503");
  }

  @Test
  void onlyReadingIsPossible() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> refused = site.send(method, "/status.json");
      assertThat(refused.statusCode()).as(method).isEqualTo(405);
      assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
    HttpResponse<String> head = site.send("HEAD", "/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(site.get("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(site.get("/status.css/..").statusCode()).isEqualTo(404);
  }

  @Test
  void nothingFromElsewhereRunsOnThePage() throws Exception {
    HttpResponse<String> page = site.get("/");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).startsWith("default-src 'none'").doesNotContain("unsafe"));
    assertThat(page.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(page.body()).doesNotContain("http://", "https://", "style=", "onclick");
    assertThat(site.get("/status.js").body()).doesNotContain("innerHTML", "insertAdjacentHTML");
  }

  @Test
  void metricsNameTheInterfaceAndNoKey() throws Exception {
    gateway.start();
    FakeClient client = gateway.newClient();
    gateway.initiate(client);

    String scrape = site.get("/metrics").body();
    assertThat(scrape)
        .contains("jit_peers_resident{interface=\"wg0\"} 1.0")
        .contains("jit_packets_total{interface=\"wg0\",outcome=\"installed\"} 1.0")
        .contains("jit_stage_seconds_bucket{interface=\"wg0\",stage=\"first.packet\",le=\"0.03\"}")
        .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "jvm_gc_")
        .doesNotContain(client.publicKey().toBase64());
  }

  @Test
  void manyAskAtTheSameTime() throws Exception {
    gateway.start();
    ExecutorService askers = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String path = List.of("/", "/status.json", "/metrics", "/health").get(i % 4);
        answers.add(askers.submit(() -> site.get(path).statusCode()));
        assertThat(gateway.initiate(gateway.newClient())).isEqualTo(PacketOutcome.INSTALLED);
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
      }
    } finally {
      askers.shutdownNow();
    }
    assertThat(wg0().at("resident").number())
        .isEqualTo(gateway.orchestrator.statistics().count(Outcome.INSTALLED))
        .isEqualTo(200);
  }

  @Test
  void closingGivesThePortBack() throws Exception {
    int port = server.uri().getPort();
    assertThatThrownBy(() -> serve(port))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the status server cannot listen on 127.0.0.1:" + port);
    server.close();
    server.close();
    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(loopback(port));
      assertThat(again.isBound()).isTrue();
    }
  }
}
