package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.RaceRig.Rig;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a client gets its first answer, and which strategy replaces the configured one if that is
 * impossible.
 */
class FirstPacketTest {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Rig rig = new Rig();

  private Harness start(FirstPacketStrategy wanted, boolean returns, boolean initiates)
      throws StoreException {
    rig.setup.provisioning = ProvisioningOptions.builder().firstPacket(wanted).build();
    rig.setup.returning = returns;
    rig.initiating = initiates;
    return rig.start();
  }

  private static long counted(Harness h, FirstPacketStrategy strategy) {
    return h.orchestrator.statistics().count(strategy);
  }

  private static void assertOnly(Harness h, FirstPacketStrategy used, long count) {
    assertThat(h.orchestrator.statistics().firstPackets())
        .containsOnlyKeys(FirstPacketStrategy.values())
        .containsEntry(used, count);
    assertThat(h.count(Outcome.INSTALLED)).isEqualTo(count);
    assertThat(
            h.orchestrator.statistics().firstPackets().values().stream()
                .mapToLong(Long::longValue)
                .sum())
        .isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "REPLAY, true, true, REPLAY",
    "REPLAY, true, false, REPLAY",
    "REPLAY, false, true, INITIATE_BACK",
    "REPLAY, false, false, WAIT",
    "INITIATE_BACK, true, true, INITIATE_BACK",
    "INITIATE_BACK, false, true, INITIATE_BACK",
    "INITIATE_BACK, true, false, WAIT",
    "WAIT, true, true, WAIT",
    "WAIT, false, false, WAIT"
  })
  void whatIsWantedIsUsedWhereItIsPossible(
      FirstPacketStrategy wanted, boolean returns, boolean initiates, FirstPacketStrategy used)
      throws Exception {
    try (Harness h = start(wanted, returns, initiates)) {
      PrivateKey client = h.knownClient(1);
      TestPacket packet = h.sendAndRun(client);

      assertOnly(h, used, 1);
      assertThat(h.isResident(client.publicKey())).isTrue();
      assertThat(packet.outcome())
          .isEqualTo(
              used == FirstPacketStrategy.REPLAY
                  ? PacketOutcome.INSTALLED
                  : PacketOutcome.REJECTED);
      assertThat(rig.store.calls.stream().filter(call -> call.startsWith("initiate")).count())
          .isEqualTo(used == FirstPacketStrategy.INITIATE_BACK ? 1 : 0);
      assertThat(h.events(JitEvent.PeerInstalled.class)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 25})
  void theDataPlaneInitiatesToWhereThePacketCameFromAndKeepsTheWantedKeepalive(int keepalive)
      throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK, true, true)) {
      PrivateKey client = h.newClient();
      h.control.put(
          PeerConfig.builder(client.publicKey())
              .allowedIp(IpPrefix.parse("10.0.0.1/32"))
              // The control plane's endpoint is older than the address from which the client sends.
              .endpoint(new InetSocketAddress("192.0.2.200", 1))
              .persistentKeepaliveSeconds(keepalive)
              .build(),
          Freshness.NONE);
      h.sendAndRun(client);

      assertThat(rig.store.calls)
          .containsExactly(
              "install [" + client.publicKey() + "]",
              "initiate " + client.publicKey() + " " + Harness.CLIENT + " " + keepalive);
      PeerStatus peer = only(h);
      // It is set from the start, because the kernel tries in vain to reach a peer without an
      // endpoint.
      assertThat(peer.endpoint()).isEqualTo(Harness.CLIENT);
      assertThat(peer.persistentKeepaliveSeconds()).isEqualTo(keepalive);
    }
  }

  private static PeerStatus only(Harness h) throws StoreException {
    List<PeerStatus> peers = new ArrayList<>();
    h.store.list(peers::add);
    assertThat(peers).hasSize(1);
    return peers.get(0);
  }

  @Test
  void initiationsComeAfterTheWholeGroup() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK, false, true)) {
      for (int n = 1; n <= 3; n++) {
        h.send(h.knownClient(n));
      }
      h.stages.runAll();

      assertThat(rig.store.calls).hasSize(4);
      assertThat(rig.store.calls.get(0)).startsWith("install");
      assertThat(rig.store.calls.subList(1, 4)).allMatch(call -> call.startsWith("initiate"));
      assertThat(h.orchestrator.statistics().store().installBatches()).isOne();
    }
  }

  @Test
  void anInitiationThatFailsLeavesThePeerThereAndTheClientToWait() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK, false, true)) {
      rig.store.initiationFailure = new StoreException("initiating on wg-test: EACCES");
      PrivateKey client = h.knownClient(1);
      TestPacket packet = h.sendAndRun(client);

      assertThat(packet.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertOnly(h, FirstPacketStrategy.WAIT, 1);
      assertThat(h.orchestrator.statistics().store().failedInitiations()).isOne();
      assertThat(h.orchestrator.statistics().store().failures()).isZero();
      h.time.advance(RETRY);
      assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "224.0.0.1", "ff02::1", "0.0.0.0", "fe80::1"})
  void nobodyIsInitiatedToWhereNoClientCanBe(String source) throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK, false, true)) {
      PrivateKey client = h.knownClient(1);
      h.source.deliver(h.initiation(client, new InetSocketAddress(source, 7)));
      h.stages.runAll();

      assertOnly(h, FirstPacketStrategy.WAIT, 1);
      assertThat(only(h).endpoint()).isNull();
    }
  }

  @Test
  void aPortOfZeroIsNoEndpoint() throws Exception {
    try (Harness h = start(FirstPacketStrategy.INITIATE_BACK, false, true)) {
      h.source.deliver(h.initiation(h.knownClient(1), new InetSocketAddress("198.51.100.7", 0)));
      h.stages.runAll();

      assertOnly(h, FirstPacketStrategy.WAIT, 1);
    }
  }

  @Test
  void eachSourceIsServedAsItCan() throws Exception {
    rig.setup.sources = 2;
    try (Harness h = start(FirstPacketStrategy.REPLAY, true, true)) {
      h.otherSources.get(0).notReturningPackets();
      TestPacket returned = h.sendAndRun(h.knownClient(1));
      TestPacket watched = h.otherSources.get(0).deliver(h.initiation(h.knownClient(2)));
      h.stages.runAll();

      assertThat(returned.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(watched.outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(counted(h, FirstPacketStrategy.REPLAY)).isOne();
      assertThat(counted(h, FirstPacketStrategy.INITIATE_BACK)).isOne();
    }
  }

  @Test
  void theNewestPacketsSourceDecides() throws Exception {
    rig.setup.sources = 2;
    try (Harness h = start(FirstPacketStrategy.REPLAY, true, true)) {
      h.otherSources.get(0).notReturningPackets();
      PrivateKey client = h.knownClient(1);
      h.otherSources.get(0).deliver(h.initiation(client));
      h.stages.runOpener();
      TestPacket newest = h.sendAndRun(client);

      assertThat(newest.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertOnly(h, FirstPacketStrategy.REPLAY, 1);
      assertThat(rig.store.calls).noneMatch(call -> call.startsWith("initiate"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REPLAY, false, true, it cannot return packets",
    "REPLAY, false, false, it cannot return packets",
    "INITIATE_BACK, true, false, the peer store cannot initiate"
  })
  void aFallbackIsSaidOnceForEachSource(
      FirstPacketStrategy wanted, boolean returns, boolean initiates, String reason)
      throws Exception {
    rig.setup.sources = 2;
    try (CapturedLog log = CapturedLog.of(Pipeline.class);
        Harness h = start(wanted, returns, initiates)) {
      h.sendAndRun(h.knownClient(1));
      h.sendAndRun(h.knownClient(2));

      assertThat(log.messages(Level.WARN))
          .hasSize(2)
          .allSatisfy(
              message ->
                  assertThat(message)
                      .contains(reason)
                      .contains(initiates ? "INITIATE_BACK instead" : "WAIT instead"));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INITIATE_BACK", "WAIT"})
  void aRetryThatFindsItsPeerIsNotUnanswered(FirstPacketStrategy strategy) throws Exception {
    try (Harness h = start(strategy, false, true)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.time.advance(RETRY);
      TestPacket retry = h.sendAndRun(client);

      // The data plane gets this initiation; it did not get the one before.
      assertThat(retry.outcome()).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.orchestrator.statistics().store().installedAgain()).isZero();
      assertOnly(h, strategy, 1);
    }
  }

  /**
   * Race rule 7, with each strategy: from its second initiation on, a client should get an answer.
   * The gateway then initiates no handshake, because the data plane may have the client's
   * initiation, and the two would cross.
   */
  @ParameterizedTest
  @CsvSource({
    "REPLAY,true,REPLAY",
    "INITIATE_BACK,true,REPLAY",
    "INITIATE_BACK,false,WAIT",
    "WAIT,true,WAIT"
  })
  void aRetryThatIsNotAnsweredEitherInstallsAgain(
      FirstPacketStrategy strategy, boolean returns, FirstPacketStrategy second) throws Exception {
    try (Harness h = start(strategy, returns, true)) {
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      if (strategy != FirstPacketStrategy.REPLAY) {
        h.time.advance(RETRY);
        h.sendAndRun(client);
      }
      h.store.remove(List.of(client.publicKey()));
      h.time.advance(RETRY.minusMillis(10));
      InetSocketAddress moved = new InetSocketAddress("198.51.100.99", 7);
      TestPacket retry = h.source.deliver(h.initiation(client, moved));
      h.stages.runAll();

      assertThat(h.orchestrator.statistics().store().installedAgain()).isOne();
      assertThat(h.store.contains(client.publicKey())).isTrue();
      assertThat(counted(h, strategy)).isEqualTo(strategy == second ? 2 : 1);
      assertThat(counted(h, second)).isEqualTo(strategy == second ? 2 : 1);
      boolean replayed = second == FirstPacketStrategy.REPLAY;
      assertThat(retry.outcome())
          .isEqualTo(replayed ? PacketOutcome.INSTALLED : PacketOutcome.REJECTED);
      assertThat(rig.store.calls.stream().filter(call -> call.startsWith("initiate")))
          .hasSize(strategy == FirstPacketStrategy.INITIATE_BACK ? 1 : 0);
    }
  }
}
