package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A delivery gets the reason why its datagram was refused. */
class RefusedPacketsFlowTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51_820);

  private final SeededRandom random = new SeededRandom(1);
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final PrivateKey client = PrivateKey.generate(random);
  private final ManualTime time = new ManualTime();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final ManualStages stages = new ManualStages();
  private final DirectPacketSource source = new DirectPacketSource("direct", time);
  private final List<Told> told = new ArrayList<>();
  private JitOrchestrator orchestrator;

  /** What a delivery was told. */
  private record Told(PacketOutcome outcome, Outcome why, String detail) {}

  private final DirectPacketSource.Delivery delivery =
      new DirectPacketSource.Delivery() {
        @Override
        public void pass(ByteBuffer datagram) {
          told.add(new Told(PacketOutcome.INSTALLED, null, null));
        }

        @Override
        public void passUnexamined(ByteBuffer datagram, Outcome why) {
          told.add(new Told(PacketOutcome.NOT_EXAMINED, why, null));
        }

        @Override
        public void drop(PacketOutcome outcome, Outcome why, String detail) {
          told.add(new Told(outcome, why, detail));
        }
      };

  @BeforeEach
  void start() throws Exception {
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(control)
            .store(InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build())
            .admissionOptions(AdmissionOptions.builder().perSourceRate(1).perSourceBurst(2).build())
            .timeSource(time)
            .scheduler(time)
            .stageExecutors(stages)
            .build();
    orchestrator.start();
  }

  @AfterEach
  void close() {
    orchestrator.close();
  }

  private Told offer() {
    return offer(
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), random.nextInt()));
  }

  private Told offer(byte[] datagram) {
    source.offer(datagram, CLIENT, GATEWAY, delivery);
    stages.runAll();
    assertThat(told).as("told once").hasSize(1);
    time.advance(Duration.ofMillis(20));
    return told.remove(0);
  }

  @Test
  void ofAStranger() {
    assertThat(offer())
        .isEqualTo(
            new Told(
                PacketOutcome.REJECTED, Outcome.NOT_FOUND, "the control plane knows no such peer"));
  }

  @Test
  void ofAConfigThatBreaksARule() {
    control.put(
        PeerConfig.builder(client.publicKey()).allowedIp(IpPrefix.parse("0.0.0.0/0")).build(),
        Freshness.of(Duration.ofMinutes(1)));
    Told refused = offer();
    assertThat(refused.why()).isEqualTo(Outcome.CONFIG_REFUSED);
    assertThat(refused.outcome()).isEqualTo(PacketOutcome.REJECTED);
    assertThat(refused.detail()).contains("0.0.0.0/0");
  }

  @Test
  void ofAControlPlaneThatIsDown() {
    control.failing(LookupException.Reason.UNAVAILABLE);
    Told failed = offer();
    assertThat(failed.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(failed.why()).isEqualTo(Outcome.LOOKUP_UNAVAILABLE);
    assertThat(failed.detail()).isNotEqualTo(Outcome.LOOKUP_UNAVAILABLE.sentence()).isNotBlank();
  }

  @Test
  void ofARateThatIsExceeded() {
    offer();
    offer();
    assertThat(offer())
        .isEqualTo(new Told(PacketOutcome.NOT_EXAMINED, Outcome.SOURCE_RATE_LIMITED, null));
  }

  @Test
  void ofWhatIsNoInitiation() {
    Told junk = offer(new byte[] {1, 2, 3});
    assertThat(junk.why()).isEqualTo(Outcome.NOT_AN_INITIATION);
    assertThat(junk.detail()).isEqualTo("it is not a handshake initiation");
    byte[] forged = new byte[148];
    forged[0] = 1;
    assertThat(offer(forged).why()).isEqualTo(Outcome.BAD_MAC1);
  }

  @Test
  void ofASourceThatDoesNotRun() {
    orchestrator.close();
    Told closed = offer();
    assertThat(closed.outcome()).isEqualTo(PacketOutcome.FAILED);
    assertThat(closed.why()).isEqualTo(Outcome.CLOSED);
    assertThat(closed.detail()).isEqualTo("the source direct is not running");
  }

  @Test
  void whoOverridesOnlyTheOldMethodIsStillCalled() {
    List<PacketOutcome> drops = new ArrayList<>();
    source.offer(
        new byte[] {1, 2, 3},
        CLIENT,
        GATEWAY,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            throw new AssertionError("it is junk");
          }

          @Override
          public void drop(PacketOutcome outcome) {
            drops.add(outcome);
          }
        });
    assertThat(drops).containsExactly(PacketOutcome.REJECTED);
  }
}
