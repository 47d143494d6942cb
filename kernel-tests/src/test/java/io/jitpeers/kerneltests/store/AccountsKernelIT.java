package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.Patient;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.FakePeerConfigSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The accounts of a kernel peer match wg(8)'s output, and totals outlive the peer. */
class AccountsKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final List<JitEvent> events = new CopyOnWriteArrayList<>();
  private TwoEnds ends;
  private JitOrchestrator orchestrator;

  @BeforeEach
  void start() throws Exception {
    ends = TwoEnds.create("accounts");
    control.put(TwoEnds.clientPeer().build(), Freshness.NONE);
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(
                PcapPacketSource.builder()
                    .interfaceName("eth0")
                    .networkNamespace(ends.gateway().namespace().name())
                    .ports(Gateway.PORT)
                    .build())
            .configSource(control)
            .store(ends.gateway().storeBuilder().build())
            .evictionPolicy(EvictionPolicy.when(EvictionCause.MANUAL, peer -> false))
            .provisioningOptions(Patient.provisioning().build())
            .listener(events::add)
            .build();
    orchestrator.start();
    orchestrator.pauseEviction();
  }

  @AfterEach
  void close() {
    orchestrator.close();
    ends.close();
  }

  private <E extends JitEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Waits for events, because the orchestrator calls listeners on another thread. */
  private <E extends JitEvent> List<E> awaitEvents(Class<E> type, int count) {
    Await.until(PATIENCE, () -> events(type).size() >= count);
    return events(type);
  }

  /**
   * Returns a state that wg(8) showed both before and after a listing, because a keepalive may have
   * occurred in between.
   */
  private WireGuardDump.Peer listed() {
    AtomicReference<WireGuardDump.Peer> quiet = new AtomicReference<>();
    boolean listed =
        Await.until(
            PATIENCE,
            () -> {
              WireGuardDump.Peer before = dumped();
              assertThat(orchestrator.evictNow()).succeedsWithin(PATIENCE);
              quiet.set(before);
              return dumped().equals(before);
            });
    assertThat(listed).isTrue();
    return quiet.get();
  }

  private WireGuardDump.Peer dumped() {
    return ends.gateway().wg().dump().peer(TwoEnds.CLIENT);
  }

  private void evict() throws Exception {
    assertThat(orchestrator.evict(TwoEnds.CLIENT).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isTrue();
  }

  private static void assertSame(PeerReading reading, WireGuardDump.Peer peer) {
    assertThat(reading.rxBytes()).isEqualTo(peer.rxBytes());
    assertThat(reading.txBytes()).isEqualTo(peer.txBytes());
    assertThat(
            Optional.ofNullable(reading.endpoint())
                .map(at -> at.getAddress().getHostAddress() + ":" + at.getPort()))
        .isEqualTo(peer.endpoint());
    assertThat(reading.latestHandshake().truncatedTo(ChronoUnit.SECONDS))
        .isEqualTo(peer.latestHandshake());
  }

  @Test
  void anEvictedPeersBytesAreWhatWgShowedAndTotalsOutliveIt() throws Exception {
    ends.pingGateway();
    WireGuardDump.Peer first = listed();
    assertThat(first.rxBytes()).isPositive();
    assertThat(awaitEvents(JitEvent.PeerEstablished.class, 1))
        .singleElement()
        .satisfies(told -> assertThat(told.key()).isEqualTo(TwoEnds.CLIENT));

    evict();
    assertThat(awaitEvents(JitEvent.PeerEvicted.class, 1))
        .singleElement()
        .satisfies(told -> assertSame(told.reading(), first));

    ends.forgetSession();
    ends.pingGateway();
    WireGuardDump.Peer second = listed();
    JitStatistics.Traffic traffic = orchestrator.statistics().traffic();
    assertThat(traffic.rxBytes()).isEqualTo(first.rxBytes() + second.rxBytes());
    assertThat(traffic.txBytes()).isEqualTo(first.txBytes() + second.txBytes());
    assertThat(awaitEvents(JitEvent.PeerEstablished.class, 2)).as("anew").hasSize(2);
  }

  @Test
  void aClientThatMovesIsToldOnce() throws Exception {
    ends.pingGateway();
    var unused = listed();
    ends.clientWg().set("listen-port", "40111");
    ends.pingGateway();
    WireGuardDump.Peer after = listed();

    assertThat(after.endpoint()).hasValue("192.0.2.2:40111");
    assertThat(awaitEvents(JitEvent.PeerRoamed.class, 1))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.previous()).isEqualTo(TwoEnds.CLIENT_AT);
              assertThat(told.reading().endpoint())
                  .isEqualTo(new InetSocketAddress("192.0.2.2", 40_111));
            });
    assertThat(events(JitEvent.PeerEstablished.class)).hasSize(1);
  }
}
