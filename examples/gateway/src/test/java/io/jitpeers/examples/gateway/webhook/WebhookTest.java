package io.jitpeers.examples.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jitpeers.event.Disconnection;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.PeerReading;
import io.jitpeers.examples.gateway.FieldNames;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the webhook with a real HTTP server. */
class WebhookTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** How long the end of a webhook may take on a slow machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();
  private static final PeerReading READING =
      new PeerReading(
          new InetSocketAddress("198.51.100.7", 40_000),
          Instant.parse("2026-11-30T12:00:00.5Z"),
          148,
          92);

  private final ManualTime time = new ManualTime();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<Message> received = new CopyOnWriteArrayList<>();

  /** The statuses of the next answers; then 204. */
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private HttpServer server;
  private Webhook webhook;

  /** What the server received. */
  private record Message(String id, String time, String signature, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::answer);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    webhook = new Webhook(new Delivery(uri, new Signature(SECRET)), time, pauses::add, PATIENCE);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(
        new Message(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            body));
    Integer status = statuses.poll();
    exchange.sendResponseHeaders(status == null ? 204 : status, -1);
    exchange.close();
  }

  @AfterEach
  void stop() {
    webhook.close();
    server.stop(0);
  }

  private void awaitDelivered(int events) throws Exception {
    Await.until("the events are delivered", () -> webhook.delivered() == events);
  }

  @Test
  void aClientThatConnectsAndDisconnectsIsTold() throws Exception {
    JitListener listener = webhook.listener("wg0");
    listener.onEvent(new JitEvent.PeerConnected(KEY, READING));
    awaitDelivered(1);
    listener.onEvent(new JitEvent.PeerDisconnected(KEY, Disconnection.SILENT, READING));
    listener.onEvent(new JitEvent.PeerInstalled(KEY, false));
    awaitDelivered(2);

    assertThat(received).hasSize(2);
    assertThat(received.get(0).body())
        .isEqualTo(
            "{\"lost\":0,\"events\":[{\"type\":\"peer.connected\",\"at\":\""
                + time.wallTime()
                + "\",\"interface\":\"wg0\",\"public_key\":\""
                + KEY.toBase64()
                + "\",\"endpoint\":\"198.51.100.7:40000\","
                + "\"latest_handshake\":\"2026-11-30T12:00:00.500Z\","
                + "\"rx_bytes\":148,\"tx_bytes\":92}]}");
    assertThat(received.get(1).body())
        .contains("\"type\":\"peer.disconnected\"", "\"reason\":\"silent\"");
  }

  /** Compared with docs/gateway.md. */
  @Test
  void aMessageHasTheDocumentedFields() throws Exception {
    JitListener listener = webhook.listener("wg0");
    statuses.addAll(List.of(500));
    listener.onEvent(new JitEvent.PeerConnected(KEY, READING));
    awaitDelivered(1);
    listener.onEvent(new JitEvent.PeerDisconnected(KEY, Disconnection.SILENT, READING));
    awaitDelivered(2);
    Set<String> sent = new TreeSet<>();
    for (Message message : received) {
      sent.addAll(FieldNames.of(message.body()));
    }

    assertThat(sent).isEqualTo(FieldNames.documented("{\"lost\":0"));
  }

  @Test
  void eachMessageIsSigned() throws Exception {
    webhook.offer("{}");
    awaitDelivered(1);

    Message message = received.get(0);
    assertThat(message.time()).isEqualTo(String.valueOf(time.wallTime().getEpochSecond()));
    assertThat(message.signature())
        .isEqualTo(
            new Signature(SECRET)
                .of(message.id(), time.wallTime().getEpochSecond(), message.body()));
  }

  @Test
  void aMessageThatFailedIsSentAgainWithTheSameIdAndGrowingPauses() throws Exception {
    statuses.addAll(List.of(500, 404, 429, 302));
    webhook.offer("{\"a\":1}");
    awaitDelivered(1);

    assertThat(received).hasSize(5);
    assertThat(received).extracting(Message::id).containsOnly(received.get(0).id());
    assertThat(received).extracting(Message::body).containsOnly(received.get(0).body());
    assertThat(pauses).hasSize(4);
    for (int i = 0; i < pauses.size(); i++) {
      assertThat(pauses.get(i).toMillis()).isBetween(500L << i, 1_500L << i);
    }
  }

  @Test
  void aMessageThatIsRefusedIsDroppedAndTheNextOneSaysSo() throws Exception {
    statuses.add(400);
    try (CapturedLog log = CapturedLog.of(Webhook.class)) {
      webhook.offer("{\"a\":1}");
      Await.until("it is refused", () -> webhook.dropped() == 1);
      webhook.offer("{\"a\":2}");
      awaitDelivered(1);

      assertThat(log.lines(Level.WARN))
          .containsExactly("WARN a message of the webhook was refused events=1 reason=status 400");
    }
    assertThat(received.get(1).body()).isEqualTo("{\"lost\":1,\"events\":[{\"a\":2}]}");
    assertThat(pauses).isEmpty();
  }

  @Test
  void aServerThatCannotBeReachedIsTriedAgain() throws Exception {
    int port = server.getAddress().getPort();
    server.stop(0);
    webhook.offer("{}");
    Await.until("it is tried", () -> !pauses.isEmpty());

    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/hook", this::answer);
    server.start();

    awaitDelivered(1);
  }

  @Test
  void waitingEventsAreSentTogetherAndFurtherOnesAreDropped() throws Exception {
    server.removeContext("/hook");
    CountDownLatch arrived = new CountDownLatch(1);
    server.createContext(
        "/hook",
        exchange -> {
          arrived.countDown();
          try {
            mayAnswer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answer(exchange);
        });
    webhook.offer("0");
    arrived.await();
    for (int i = 1; i <= Webhook.MOST_WAITING + 3; i++) {
      webhook.offer(String.valueOf(i));
    }
    assertThat(webhook.dropped()).isEqualTo(3);

    statuses.addAll(List.of(204, 400));
    mayAnswer.countDown();
    awaitDelivered(Webhook.MOST_WAITING + 1 - Webhook.MOST_TOGETHER);

    assertThat(received).hasSize(1 + Webhook.MOST_WAITING / Webhook.MOST_TOGETHER);
    assertThat(received.get(1).body())
        .as("the oldest were dropped, so the gap is before this message")
        .startsWith("{\"lost\":3,\"events\":[4,5,6,");
    assertThat(received.get(2).body())
        .as("the message before was refused, with what it said")
        .startsWith("{\"lost\":503,\"events\":[504,505,");
    assertThat(received.get(3).body()).startsWith("{\"lost\":0,\"events\":[1004,1005,");
  }

  /** The status decides; nobody waits for the rest. */
  @Test
  void anAnswerWhoseBodyNeverEndsIsTaken() throws Exception {
    server.removeContext("/hook");
    server.createContext(
        "/hook",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
        });
    webhook.offer("{}");
    awaitDelivered(1);
    webhook.offer("{}");
    awaitDelivered(2);
  }

  @Test
  void aMessageThatWaitsInAPauseIsTriedOnceMoreAtTheEnd() throws Exception {
    CountDownLatch paused = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    Webhook other =
        new Webhook(
            new Delivery(uri, new Signature(SECRET)),
            time,
            wait -> {
              paused.countDown();
              go.await();
            },
            PATIENCE);
    statuses.add(503);
    other.offer("{}");
    paused.await();
    Thread closing = new Thread(other::close);
    closing.start();
    Await.until("it closes", () -> closing.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    closing.join();

    Await.until("it is delivered", () -> other.delivered() == 1);
    assertThat(received).hasSize(2);
  }

  @Test
  void itHasMeters() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    webhook.bindTo(registry);
    webhook.offer("{}");
    awaitDelivered(1);

    assertThat(
            registry.get("jit.webhook.events").tag("result", "delivered").functionCounter().count())
        .isEqualTo(1);
    assertThat(
            registry.get("jit.webhook.events").tag("result", "dropped").functionCounter().count())
        .isZero();
  }

  @Test
  void closingSendsWhatIsLeft() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      webhook.offer("{}");
    }
    webhook.close();

    assertThat(webhook.delivered() + webhook.dropped()).isEqualTo(1_000);
    assertThat(webhook.delivered()).isEqualTo(1_000);
  }

  @Test
  void closingDoesNotWaitForAServerThatFails() throws Exception {
    server.removeContext("/hook");
    server.createContext(
        "/hook",
        exchange -> {
          exchange.sendResponseHeaders(500, -1);
          exchange.close();
        });
    webhook.offer("{}");
    Await.until("it is tried", () -> !pauses.isEmpty());
    try (CapturedLog log = CapturedLog.of(Webhook.class)) {
      webhook.close();
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("was not taken before the gateway ended");
    }

    assertThat(webhook.dropped()).isEqualTo(1);
  }

  @Test
  void aUrlThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Webhook.to(URI.create("ftp://a/b"), SECRET, time))
        .hasMessage("the receiver must be an http or https URL with a host");
    assertThatThrownBy(() -> Webhook.to(URI.create("nothing"), SECRET, time))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
