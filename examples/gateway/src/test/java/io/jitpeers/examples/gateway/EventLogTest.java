package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.PeerReading;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();

  private static final InetSocketAddress CAFE = new InetSocketAddress("2001:db8::9", 1_024);
  private static final PeerReading READING =
      new PeerReading(new InetSocketAddress("198.51.100.7", 40_000), Instant.EPOCH, 7, 8);

  private final ManualTime time = new ManualTime();
  private final JitOrchestrator orchestrator =
      JitOrchestrator.builder()
          .packetSource(new ManualPacketSource())
          .configSource(new FakePeerConfigSource())
          .store(InMemoryPeerStore.builder().build())
          .build();
  private final EventLog eventLog = new EventLog("wg7", orchestrator::statistics, time);
  private final CapturedLog logged = CapturedLog.of(EventLog.class);

  @AfterEach
  void close() {
    logged.close();
    orchestrator.close();
  }

  private static SweepReport sweep(Map<EvictionCause, Integer> evicted, boolean dryRun) {
    return new SweepReport(
        dryRun, 10, true, evicted, Map.of(), 0, 9, Duration.ofMillis(3), Duration.ofMillis(5));
  }

  private void refuse(Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      eventLog.onEvent(new JitEvent.PeerRefused(KEY, outcome, "because"));
    }
  }

  @Test
  void eachEventIsALineWithItsInterfaceAndPeer() {
    eventLog.onEvent(new JitEvent.PeerInstalled(KEY, true));
    eventLog.onEvent(new JitEvent.PeerWoken(KEY));
    eventLog.onEvent(new JitEvent.PeerRecovered(KEY));
    eventLog.onEvent(new JitEvent.PeerMoved(KEY, "edge-1", "edge-2"));
    eventLog.onEvent(new JitEvent.PeerEstablished(KEY, READING));
    eventLog.onEvent(new JitEvent.PeerRoamed(KEY, CAFE, READING));
    eventLog.onEvent(new JitEvent.ForeignChange(KEY, List.of(IpPrefix.parse("10.9.0.0/16"))));
    eventLog.onEvent(new JitEvent.PeerEvicted(KEY, EvictionCause.IDLE, READING));
    eventLog.onEvent(new JitEvent.PeerLost(KEY, READING));
    eventLog.onEvent(new JitEvent.DeviceChanged("wg7"));
    eventLog.onEvent(
        new JitEvent.PeerClockBehind(
            KEY, Tai64n.of(Instant.parse("2026-01-02T03:04:05.5Z")), Tai64n.of(-1, 0)));

    assertThat(logged.lines(Level.INFO))
        .containsExactly(
            "INFO peer installed interface=wg7 peer=" + KEY + " again=true",
            "INFO peer woken by an outbound packet interface=wg7 peer=" + KEY,
            "INFO peer recovered by its client's data interface=wg7 peer=" + KEY,
            "INFO peer moved to another gateway interface=wg7 peer="
                + KEY
                + " from=edge-1 to=edge-2",
            "INFO peer established interface=wg7 peer=" + KEY + " endpoint=198.51.100.7:40000",
            "INFO peer roamed interface=wg7 peer="
                + KEY
                + " from=[2001:db8::9]:1024 endpoint=198.51.100.7:40000",
            "WARN another program changed the allowed IPs of a peer interface=wg7 peer="
                + KEY
                + " listed=[10.9.0.0/16]",
            "INFO peer evicted interface=wg7 peer=" + KEY + " rx_bytes=7 tx_bytes=8 cause=idle",
            "WARN peer removed by somebody else interface=wg7 peer="
                + KEY
                + " rx_bytes=7 tx_bytes=8",
            "WARN device changed interface=wg7 device=wg7",
            "WARN clock behind: peer refused until its clock is right or its timestamps are reset"
                + " interface=wg7 peer="
                + KEY
                + " newest=2026-01-02T03:04:05.500Z seen=ffffffffffffffff00000000");
  }

  @Test
  void refusalsAreBoundedAndWhatIsLeftOutIsCounted() {
    refuse(Outcome.NOT_FOUND, 25);
    assertThat(logged.lines(Level.INFO))
        .hasSize(20)
        .allMatch(line -> line.startsWith("INFO peer refused") && line.endsWith("reason=because"));

    time.advance(Duration.ofMinutes(1));
    refuse(Outcome.NOT_FOUND, 1);

    assertThat(logged.lines(Level.INFO)).hasSize(21).last().asString().endsWith("not_logged=5");
  }

  @Test
  void whatIsOurOwnTroubleIsAWarning() {
    refuse(Outcome.LOOKUP_UNAVAILABLE, 1);

    assertThat(logged.lines(Level.INFO))
        .singleElement()
        .asString()
        .startsWith("WARN peer refused")
        .contains("outcome=" + Outcome.LOOKUP_UNAVAILABLE.label());
  }

  @Test
  void aDryRunsRefusalsSpendNothing() {
    for (int i = 0; i < 30; i++) {
      eventLog.onEvent(new JitEvent.PeerRefused(KEY, Outcome.STORE_FAILED, DryRunStore.REASON));
    }
    refuse(Outcome.NOT_FOUND, 1);

    assertThat(logged.lines(Level.INFO))
        .singleElement()
        .asString()
        .contains("because")
        .doesNotContain("not_logged");
  }

  @Test
  void sweepsThatDidNothingAreNotLogged() {
    eventLog.onEvent(new JitEvent.SweepCompleted(sweep(Map.of(), false)));
    eventLog.onEvent(new JitEvent.SweepCompleted(sweep(Map.of(EvictionCause.IDLE, 1), false)));
    eventLog.onEvent(new JitEvent.SweepCompleted(sweep(Map.of(EvictionCause.IDLE, 2), true)));

    assertThat(logged.lines(Level.INFO)).hasSize(2);
    assertThat(logged.lines(Level.INFO).get(0))
        .startsWith("INFO sweep completed interface=wg7 listed=10 complete=true evicted={idle=1}")
        .endsWith("took_ms=5");
    assertThat(logged.lines(Level.INFO).get(1))
        .contains("sweep completed, dry run", "would_evict={idle=2}");
  }
}
