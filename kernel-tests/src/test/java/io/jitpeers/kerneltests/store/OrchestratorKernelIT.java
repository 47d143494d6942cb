package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole gateway on a real kernel, with a real client. */
class OrchestratorKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final AtomicBoolean evicting = new AtomicBoolean();
  private final AtomicInteger deviceChanges = new AtomicInteger();
  private TwoEnds ends;
  private Relay relay;
  private JitOrchestrator orchestrator;

  @BeforeEach
  void start() throws Exception {
    ends = TwoEnds.create("jit");
    ends.gateway().wg().set("listen-port", Integer.toString(Relay.KERNEL_PORT));
    relay = Relay.open(ends.gateway());
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(relay.source())
            .configSource(control)
            .store(ends.gateway().storeBuilder().build())
            .evictionPolicy(EvictionPolicy.when(EvictionCause.MANUAL, peer -> evicting.get()))
            .listener(this::onEvent)
            .provisioningOptions(Patient.provisioning().build())
            .build();
    orchestrator.start();
  }

  @AfterEach
  void close() {
    orchestrator.close();
    relay.close();
    ends.close();
  }

  private void onEvent(JitEvent event) {
    if (event instanceof JitEvent.DeviceChanged) {
      deviceChanges.incrementAndGet();
    }
  }

  private void authorizeClient() {
    control.put(TwoEnds.clientPeer().build(), Freshness.NONE);
  }

  private long count(Outcome outcome) {
    return orchestrator.statistics().outcomes().get(outcome);
  }

  /** A counter may change a moment after the client has its answer. */
  private void assertInstalled(long times) {
    assertThat(Await.until(PATIENCE, () -> count(Outcome.INSTALLED) >= times)).isTrue();
    assertThat(count(Outcome.INSTALLED)).isEqualTo(times);
  }

  private SweepReport sweep() throws Exception {
    return orchestrator.evictNow().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void anUnknownClientIsProvisionedAndItsVeryFirstPacketIsAnswered() throws Exception {
    authorizeClient();

    ends.pingGatewayByFirstInitiation();

    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
    assertInstalled(1);
    assertThat(sweep().listed()).isEqualTo(1);
    assertThat(orchestrator.find(TwoEnds.CLIENT).orElseThrow().state())
        .isEqualTo(PeerState.ESTABLISHED);
  }

  @Test
  void aPeerThatASweepEvictedIsGoneAndComesBackWithItsClient() throws Exception {
    authorizeClient();
    // A sweep of the schedule would evict too, before this test's own sweep or after it.
    orchestrator.pauseEviction();
    ends.pingGateway();
    evicting.set(true);

    assertThat(sweep().evicted()).isEqualTo(Map.of(EvictionCause.MANUAL, 1));

    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
    assertThat(orchestrator.find(TwoEnds.CLIENT)).isEmpty();

    ends.forgetSession();
    ends.pingGateway();
    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
    assertInstalled(2);
  }

  @Test
  void aClientThatNobodyKnowsLeavesNoTrace() throws Exception {
    ends.knock();

    assertThat(Await.until(PATIENCE, () -> count(Outcome.NOT_FOUND) > 0)).isTrue();
    assertThat(ends.gateway().wg().dump().peers()).isEmpty();
  }

  @Test
  void anInterfaceMadeAnewIsNoticedAndItsClientsComeBack() throws Exception {
    authorizeClient();
    ends.pingGateway();
    ends.gateway().wg().delete();
    WireGuardInterface.create(ends.gateway().namespace(), Gateway.WG)
        .configure(Gateway.KEY, Relay.KERNEL_PORT)
        .address(TwoEnds.GATEWAY_INSIDE + "/24");
    assertThat(Await.until(PATIENCE, () -> deviceChanges.get() > 0)).isTrue();

    ends.forgetSession();
    ends.pingGateway();

    assertThat(Judge.keys(ends.gateway().wg().dump())).containsExactly(TwoEnds.CLIENT);
    assertInstalled(2);
  }
}
