package io.jitpeers;

import static io.jitpeers.RaceRig.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The events and totals that a whole orchestrator reports about peers' sessions and traffic. */
class AccountsFlowTest {
  private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.9", 1_024);

  private static PublicKey connect(Harness h, int number) {
    PrivateKey client = h.knownClient(number);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    return client.publicKey();
  }

  /**
   * The rule in the event's documentation: a session within the last 180 s plus the time between
   * two sweeps.
   */
  private static boolean isConnected(Harness h) {
    Duration age = h.orchestrator.snapshot().hotSet().get(0).sinceHandshake();
    return age != null && age.compareTo(Duration.ofSeconds(180 + 66)) < 0;
  }

  private static void assertTraffic(Harness h, long rx, long tx) {
    assertThat(h.orchestrator.statistics().traffic().rxBytes()).isEqualTo(rx);
    assertThat(h.orchestrator.statistics().traffic().txBytes()).isEqualTo(tx);
  }

  @Test
  void aSessionIsToldFromItsHandshakeToItsEnd() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      assertThat(h.events(JitEvent.PeerEstablished.class)).as("not listed yet").isEmpty();
      sweep(h);
      PeerReading first = h.events(JitEvent.PeerEstablished.class).get(0).reading();
      assertThat(first.endpoint()).isEqualTo(Harness.CLIENT);
      assertThat(first.rxBytes()).isEqualTo(148);

      h.store.handshakeCompleted(key, ELSEWHERE);
      h.store.transferred(key, 1_000, 5_000);
      sweep(h);
      sweep(h);
      assertThat(h.events(JitEvent.PeerRoamed.class))
          .singleElement()
          .satisfies(
              roamed -> {
                assertThat(roamed.key()).isEqualTo(key);
                assertThat(roamed.previous()).isEqualTo(Harness.CLIENT);
                assertThat(roamed.reading().endpoint()).isEqualTo(ELSEWHERE);
              });

      h.store.transferred(key, 77, 77);
      CompletableFuture<Boolean> evicted = h.orchestrator.evict(key);
      h.stages.runAll();
      assertThat(evicted.join()).isTrue();
      JitEvent.PeerEvicted end = h.events(JitEvent.PeerEvicted.class).get(0);
      assertThat(end.cause()).isEqualTo(EvictionCause.MANUAL);
      assertThat(end.reading().endpoint()).isEqualTo(ELSEWHERE);
      assertThat(end.reading().rxBytes()).as("as last listed").isEqualTo(2 * 148 + 1_000);
      assertThat(end.reading().txBytes()).isEqualTo(2 * 92 + 5_000);
      assertTraffic(h, 2 * 148 + 1_000, 2 * 92 + 5_000);
    }
  }

  /** A client that rekeys every 120 s is established once, whichever handshakes the sweeps see. */
  @Test
  void aClientThatRekeysIsEstablishedOnce() throws Exception {
    try (Harness h = new Rig().start()) {
      PublicKey key = connect(h, 1);
      for (int i = 0; i < 30; i++) {
        h.time.advance(Duration.ofMinutes(2));
        h.stages.runAll();
        h.store.handshakeCompleted(key, Harness.CLIENT);
        h.store.transferred(key, 10_000, 10_000);
        assertThat(isConnected(h)).isTrue();
      }
      assertThat(h.events(JitEvent.PeerEstablished.class)).hasSize(1);
      assertThat(h.events(JitEvent.PeerEvicted.class)).isEmpty();
    }
  }

  @Test
  void totalsSurviveEvictionsAndTheReturn() throws Exception {
    try (Harness h = new Rig().start()) {
      h.orchestrator.pauseEviction();
      PrivateKey client = h.knownClient(1);
      long rx = 0;
      for (int round = 1; round <= 3; round++) {
        assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
        h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
        h.store.transferred(client.publicKey(), 1_000, 0);
        sweep(h);
        rx += 1_148;
        assertTraffic(h, rx, 92L * round);
        var unused = h.orchestrator.evict(client.publicKey());
        h.stages.runAll();
      }
      assertThat(h.events(JitEvent.PeerEvicted.class).stream().map(e -> e.reading().rxBytes()))
          .isEqualTo(List.of(1_148L, 1_148L, 1_148L));
      assertTraffic(h, rx, 92 * 3);
    }
  }

  @Test
  void aPeerThatSomebodyElseRemovedIsToldWithItsLastReading() throws Exception {
    Rig rig = new Rig();
    try (Harness h = rig.start()) {
      h.orchestrator.pauseEviction();
      PublicKey key = connect(h, 1);
      h.store.transferred(key, 500, 600);
      sweep(h);
      h.store.remove(List.of(key));
      sweep(h);
      sweep(h);
      assertThat(h.events(JitEvent.PeerLost.class))
          .singleElement()
          .satisfies(lost -> assertThat(lost.reading().rxBytes()).isEqualTo(648));
      assertTraffic(h, 648, 692);
    }
  }
}
