package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.testing.SlowClients;
import io.jitpeers.examples.testing.SlowClients.Kind;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that dawdle hold up nobody else, and are cut off. */
@Timeout(600)
class SlowClientsTest {
  private static final int CLIENTS = 64;
  private static final int MOST_REQUESTS = 3_000;

  private final ManualTime time = new ManualTime();
  private final Gateway gateway = new Gateway("wg0", time);
  private StatusServer server;

  @BeforeEach
  void serve() throws Exception {
    gateway.start();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = new StatusServer(Map.of("wg0", gateway.orchestrator), free, time, time);
  }

  @AfterEach
  void close() {
    server.close();
    gateway.close();
  }

  private SlowClients connect(Kind kind) throws Exception {
    SlowClients clients = SlowClients.connect(kind, CLIENTS, server.uri(), "/status.js", "");
    int busy = kind == Kind.IDLE ? 0 : CLIENTS;
    Await.until(
        () -> "threads that are held by " + kind + ": " + server.busy(),
        () -> server.busy() >= busy);
    return clients;
  }

  /**
   * Answered is who asks while all of them are still there, and have what they hold. The server
   * cuts off who is too slow: on a slow machine that may happen before all others are answered, and
   * then the round is repeated.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void othersDoNotWaitForSlowClients(Kind kind) throws Exception {
    Await.until("answers to others while all are held", () -> othersAreAnswered(kind));
  }

  /** Returns whether all slow clients still held what they do after others were answered. */
  private boolean othersAreAnswered(Kind kind) throws Exception {
    Await.until("free threads", () -> server.busy() == 0);
    try (SlowClients clients = SlowClients.connect(kind, CLIENTS, server.uri(), "/status.js", "")) {
      boolean held = kind == Kind.IDLE;
      // It takes a moment until the server's threads wait for all of them.
      for (int asked = 0; asked < 30 || (!held && asked < MOST_REQUESTS); asked++) {
        assertThat(SlowClients.get(server.uri(), "/health")).startsWith("HTTP/1.1 200");
        held |= server.busy() >= CLIENTS;
      }
      assertThat(clients).isNotNull();
      return held;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"HEADERS", "BODY"})
  void whoSendsTooSlowlyIsCutOff(Kind kind) throws Exception {
    try (SlowClients clients = connect(kind)) {
      clients.awaitEnd();
    }
    Await.until("free threads", () -> server.busy() == 0);
  }

  @Test
  void whoReadsTooSlowlyIsCutOff() throws Exception {
    try (SlowClients clients = connect(Kind.READER)) {
      Await.until("free threads", () -> server.busy() == 0);
      assertThat(clients).isNotNull();
    }
  }
}
