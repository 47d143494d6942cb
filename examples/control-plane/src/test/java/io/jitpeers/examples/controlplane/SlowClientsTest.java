package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.common.BoundedHttpServer;
import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.examples.testing.SlowClients.Kind;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that dawdle hold up nobody else, and are cut off. */
@Timeout(600)
class SlowClientsTest {
  private static final String TOKEN = "right";
  private static final String AUTHORIZATION = "Authorization: Bearer " + TOKEN + "\r\n";
  private static final int CLIENTS = 64;
  private static final int MOST_REQUESTS = 3_000;

  @TempDir private Path folder;
  private final PeerConfig large = large();
  private final String path = "/peer/" + TestPeers.key(1).toHex();
  private DatabaseFile file;
  private ChangeTable changes;
  private ControlPlaneServer server;

  /** A config of some 100 KiB. */
  private static PeerConfig large() {
    PeerConfig.Builder builder = PeerConfig.builder(TestPeers.key(1));
    for (int i = 0; i < 5_000; i++) {
      builder.allowedIp(IpPrefix.parse("2001:db8::" + Integer.toHexString(i)));
    }
    return builder.build();
  }

  @BeforeEach
  void start() {
    file = DatabaseFile.openOrCreate(folder.resolve("peers.db"));
    changes = ChangeTable.open(file);
    serve(ServingLimits.DEFAULTS);
  }

  private void serve(ServingLimits limits) {
    if (server != null) {
      server.close();
    }
    server =
        new ControlPlaneServer(
            key -> key.equals(large.publicKey()) ? Optional.of(large) : Optional.empty(),
            changes,
            ServerOptions.onLoopback(TOKEN),
            limits);
  }

  @AfterEach
  void stop() {
    server.close();
    changes.close();
  }

  private SlowClients connect(Kind kind, int count) throws Exception {
    SlowClients clients = SlowClients.connect(kind, count, server.uri(), path, AUTHORIZATION);
    int busy = kind == Kind.IDLE ? 0 : Math.min(count, BoundedHttpServer.MOST_REQUESTS);
    Await.until(
        () -> "threads that are held by " + kind + ": " + server.busy(),
        () -> server.busy() >= busy);
    return clients;
  }

  /**
   * Answered is who asks while all of them are still there, and have what they hold. The server
   * cuts off who sends too slowly: on a slow machine that may happen before all others are
   * answered, and then the round is repeated.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void othersDoNotWaitForSlowClients(Kind kind) throws Exception {
    ServingLimits defaults = ServingLimits.DEFAULTS;
    serve(
        new ServingLimits(
            defaults.streams(),
            defaults.heartbeat(),
            defaults.poll(),
            /* answerTime= */ Duration.ofMinutes(10)));
    Await.until("answers to others while all are held", () -> othersAreAnswered(kind));
  }

  /** Returns whether all slow clients still held what they do after others were answered. */
  private boolean othersAreAnswered(Kind kind) throws Exception {
    Await.until("free threads", () -> server.busy() == 0);
    try (SlowClients clients =
            SlowClients.connect(kind, CLIENTS, server.uri(), path, AUTHORIZATION);
        EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      boolean held = kind == Kind.IDLE;
      // It takes a moment until the server's threads wait for all of them.
      for (int asked = 0; asked < 30 || (!held && asked < MOST_REQUESTS); asked++) {
        assertThat(SlowClients.get(server.uri(), "/health")).startsWith("HTTP/1.1 200");
        held |= server.busy() >= CLIENTS;
      }
      assertThat(stream.status()).isEqualTo(200);
      assertThat(clients).isNotNull();
      return held;
    }
  }

  @Test
  void whoSendsTooSlowlyIsCutOff() throws Exception {
    try (SlowClients headers = connect(Kind.HEADERS, CLIENTS);
        SlowClients bodies = connect(Kind.BODY, CLIENTS)) {
      headers.awaitEnd();
      bodies.awaitEnd();
    }
    Await.until("free threads", () -> server.busy() == 0);
  }

  @Test
  void whoReadsTooSlowlyIsCutOff() throws Exception {
    ServingLimits defaults = ServingLimits.DEFAULTS;
    serve(
        new ServingLimits(
            1, defaults.heartbeat(), defaults.poll(), /* answerTime= */ Duration.ofSeconds(1)));
    try (SlowClients clients =
        SlowClients.connect(Kind.READER, CLIENTS, server.uri(), path, AUTHORIZATION)) {
      Await.until("the end of all", () -> server.cutOff() >= CLIENTS);
      Await.until("free threads", () -> server.busy() == 0);
      assertThat(clients).isNotNull();
    }
  }

  /** More than there may be: threads stay bounded, and are free again when they have gone. */
  @Test
  void threadsAreBounded() throws Exception {
    try (SlowClients clients = connect(Kind.HEADERS, BoundedHttpServer.MOST_REQUESTS + 40)) {
      clients.awaitEnd();
      assertThat(server.mostThreads()).isEqualTo(BoundedHttpServer.MOST_REQUESTS);
    }
    assertThat(SlowClients.get(server.uri(), "/health")).startsWith("HTTP/1.1 200");
  }

  /** Long by design: a stream lives on when requests and answers would be cut off. */
  @Test
  void streamsAreNotAnswersThatTakeTooLong() throws Exception {
    serve(
        new ServingLimits(
            1,
            Duration.ofMillis(400),
            Duration.ofMillis(50),
            // Nothing that is sent may take so long on a slow machine.
            /* answerTime= */ Duration.ofSeconds(3)));
    try (EventLines stream = EventLines.begun(server.uri(), TOKEN)) {
      int heartbeats = 0;
      while (heartbeats < 12) { // 4.8 s
        heartbeats += ":".equals(stream.line()) ? 1 : 0;
      }
      try (PeerEdit edit = PeerEdit.begin(file)) {
        PeerConfig config = TestPeers.peer(7, "10.0.0.7");
        edit.put(config);
        edit.claim(config.publicKey(), config.allowedIps(), false);
        edit.commit();
      }
      assertThat(stream.data()).isEqualTo(TestPeers.key(7).toBase64());
    }
    assertThat(server.cutOff()).isZero();
  }
}
