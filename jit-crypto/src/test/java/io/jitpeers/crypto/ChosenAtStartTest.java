package io.jitpeers.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An orchestrator opens initiations with the implementation that was chosen. */
@Timeout(120)
class ChosenAtStartTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.2", 51_820);

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final DirectPacketSource source = new DirectPacketSource();

  private JitOrchestrator started(String x25519) throws Exception {
    JitOrchestrator orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(
                query ->
                    CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ofSeconds(1))))
            .store(InMemoryPeerStore.builder().privateKey(gateway).build())
            .x25519(x25519)
            .build();
    orchestrator.start();
    return orchestrator;
  }

  private Outcome outcomeOf(byte[] datagram) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    source.offer(
        datagram,
        CLIENT,
        GATEWAY,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer passed) {
            outcome.complete(Outcome.INSTALLED);
          }

          @Override
          public void drop(PacketOutcome refused, Outcome why, String detail) {
            outcome.complete(why);
          }
        });
    return outcome.get(60, TimeUnit.SECONDS);
  }

  private byte[] initiation() {
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
    return client.initiation(Tai64n.of(Instant.EPOCH), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"libcrypto", "conscrypt"})
  @RequiresNativeCrypto
  void aNativeOneOpensInitiations(String name) throws Exception {
    assertOpensInitiations(name);
  }

  @Test
  void theOneInJavaOpensInitiations() throws Exception {
    assertOpensInitiations("bouncy-castle");
  }

  private void assertOpensInitiations(String name) throws Exception {
    try (JitOrchestrator orchestrator = started(name)) {
      assertThat(orchestrator.statistics().x25519()).isEqualTo(name);
      assertThat(outcomeOf(initiation())).as("opened, and unknown").isEqualTo(Outcome.NOT_FOUND);
      byte[] forged = initiation();
      forged[50] ^= 1;
      assertThat(outcomeOf(forged)).isEqualTo(Outcome.BAD_MAC1);
    }
  }

  @Test
  void byDefaultTheFastestIsChosen() throws Exception {
    try (JitOrchestrator orchestrator = started("auto")) {
      assertThat(orchestrator.statistics().x25519())
          .isIn("libcrypto", "conscrypt", "bouncy-castle");
      assertThat(outcomeOf(initiation())).isEqualTo(Outcome.NOT_FOUND);
    }
  }
}
