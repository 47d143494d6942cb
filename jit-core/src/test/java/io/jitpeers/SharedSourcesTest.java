package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.Device;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualOutboundSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A source that is passed to two orchestrators: the first one continues, whatever the second one
 * does.
 */
class SharedSourcesTest {
  private final ManualTime time = new ManualTime();
  private final ManualStages stages = new ManualStages();
  private final PrivateKey gateway = newKey();
  private final ManualPacketSource shared = new ManualPacketSource();
  private final ManualOutboundSource outbound = new ManualOutboundSource();
  private final FakePeerConfigSource configs = new FakePeerConfigSource();
  private JitOrchestrator first;

  private static PrivateKey newKey() {
    return PrivateKey.generate(new SecureRandom());
  }

  @BeforeEach
  void startTheFirst() throws StoreException {
    first =
        JitOrchestrator.builder()
            .packetSource(shared)
            .outboundSource(outbound)
            .configSource(configs)
            .store(InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build())
            .timeSource(time)
            .scheduler(time)
            .stageExecutors(stages)
            .build();
    first.start();
    stages.runAll();
  }

  @AfterEach
  void theFirstHasGoneOn() {
    PrivateKey client = newKey();
    configs.put(client.publicKey(), 1);
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), new SecureRandom())
            .initiation(Tai64n.of(time.wallTime()), 1);
    TestPacket packet = shared.deliver(new TestPacket(datagram, time.nanoTime()));
    stages.runAll();
    assertThat(packet.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    first.close();
    assertThat(outbound.isClosed()).isTrue();
  }

  private final FakePeerConfigSource secondConfigs = new FakePeerConfigSource();
  private final InMemoryPeerStore secondStore =
      InMemoryPeerStore.builder().privateKey(newKey()).timeSource(time).build();

  private JitOrchestratorBuilder second() {
    return JitOrchestrator.builder()
        .configSource(secondConfigs)
        .timeSource(time)
        .scheduler(new ManualTime())
        .stageExecutors(new ManualStages());
  }

  @Test
  void theSecondDoesNotStartAndLeavesItOpen() {
    ManualPacketSource own = new ManualPacketSource();
    try (JitOrchestrator second =
        second().packetSource(own).packetSource(shared).store(secondStore).build()) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the packet source "
                  + shared.name()
                  + " is in use by another orchestrator, which keeps it; give each"
                  + " orchestrator sources of its own");
      assertThat(second.isRunning()).isFalse();
      assertThat(own.isClosed()).as("what nobody else uses is closed").isTrue();
      assertThat(secondConfigs.isClosed()).isTrue();
    }
  }

  @Test
  void aSourceOfOutboundPacketsIsOneUsersToo() {
    try (JitOrchestrator second =
        second()
            .packetSource(new ManualPacketSource())
            .outboundSource(outbound)
            .store(secondStore)
            .build()) {
      assertThatThrownBy(second::start).hasMessageContaining("the source of outbound packets is");
    }
    assertThat(outbound.isClosed()).isFalse();
  }

  @Test
  void aSecondThatFailsForAnotherReasonLeavesItOpenToo() {
    HookedStore broken =
        new HookedStore(secondStore) {
          @Override
          public Device device() throws StoreException {
            throw new StoreException("read wg1: there is none");
          }
        };
    try (JitOrchestrator second = second().packetSource(shared).store(broken).build()) {
      assertThatThrownBy(second::start).isInstanceOf(Exception.class);
    }
  }

  @Test
  void aSecondThatWasNeverStartedLeavesItOpenToo() {
    second().packetSource(shared).store(secondStore).build().close();
  }
}
