package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.PeerChange;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.options.StartOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a restart, a gateway recognizes the peers that it installed and changes them to match the
 * control plane.
 */
class RestartFlowTest {
  private static final Freshness HOUR = Freshness.of(Duration.ofHours(1));
  private static final InetSocketAddress FIRST = new InetSocketAddress("192.0.2.1", 1);

  @TempDir Path folder;

  private final Harness.Setup setup = Harness.setup();
  private PrivateKey client;
  private PeerConfig config;
  private Harness h;

  /** A gateway installs a peer and is closed; the device keeps the peer. */
  @BeforeEach
  void installAndClose() throws Exception {
    setup.start = StartOptions.builder().stateDirectory(folder).warmUp(Duration.ZERO).build();
    setup.policy = view -> List.of();
    setup.eviction = EvictionOptions.builder().foundPeers(FoundPeers.OURS_ONLY).build();
    h = setup.start();
    client = h.newClient();
    config =
        FakePeerConfigSource.config(client.publicKey(), 1).toBuilder()
            .persistentKeepaliveSeconds(25)
            .endpoint(FIRST)
            .build();
    h.control.put(config, HOUR);
    h.sendAndRun(client);
    assertThat(h.isResident(client.publicKey())).isTrue();
    h.close();
    setup.onDevice = List.of(h.store.config(client.publicKey()).orElseThrow());
  }

  @AfterEach
  void close() {
    h.close();
  }

  private void restart() throws Exception {
    h = setup.start();
  }

  private PeerOrigin origin() {
    return h.orchestrator.find(client.publicKey()).orElseThrow().origin();
  }

  @Test
  void itIsOursAtOnceAndNothingIsChangedThatIsTheSame() throws Exception {
    restart();
    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
    h.control.put(config, HOUR);

    h.pass(Duration.ofSeconds(1));

    assertThat(h.control.questions()).hasSize(1);
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
    assertThat(h.orchestrator.statistics().journal().peers()).isEqualTo(1);
    assertThat(h.orchestrator.statistics().journal().healthy()).isTrue();
  }

  /** WireGuard keeps the peers of a device that gets another key. */
  @Test
  void itIsOursAlsoIfTheDeviceGotAnotherKeyMeanwhile() throws Exception {
    restart();
    PrivateKey other = RaceRig.newKey();
    h.store.changeKey(other);
    h.stages.runAll();
    h.close();

    h = setup.build();
    assertThat(h.store.install(setup.onDevice).failures()).isEmpty();
    h.store.changeKey(other);
    h.orchestrator.start();
    h.stages.runAll();
    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
    h.control.put(config, HOUR);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.control.questions()).hasSize(1);
    assertThat(h.events(JitEvent.PeerChanged.class)).isEmpty();
  }

  @Test
  void whatTheControlPlaneChangedMeanwhileIsChangedAndNoMore() throws Exception {
    restart();
    InetSocketAddress second = new InetSocketAddress("192.0.2.2", 2);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    h.control.put(config.toBuilder().persistentKeepaliveSeconds(9).build(), HOUR);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.events(JitEvent.PeerChanged.class))
        .containsExactly(new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.SESSION)));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint())
        .as("where it roamed")
        .isEqualTo(Harness.CLIENT);
    h.close();

    setup.onDevice = List.of(h.store.config(client.publicKey()).orElseThrow());
    restart();
    h.control.put(
        config.withEndpoint(second).toBuilder().persistentKeepaliveSeconds(9).build(), HOUR);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.events(JitEvent.PeerChanged.class))
        .as("what the gateway in between changed is remembered")
        .containsExactly(new JitEvent.PeerChanged(client.publicKey(), Set.of(PeerChange.ENDPOINT)));
    assertThat(h.store.status(client.publicKey()).orElseThrow().endpoint()).isEqualTo(second);
  }

  @Test
  void whoWasDeletedMeanwhileGoesAndFreesTheAddress() throws Exception {
    restart();
    h.pass(Duration.ofSeconds(1));
    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);

    PrivateKey next = h.newClient();
    h.control.put(FakePeerConfigSource.config(next.publicKey(), 1), HOUR);
    h.sendAndRun(next);
    assertThat(h.isResident(next.publicKey())).isTrue();
  }

  @Test
  void aConfigThatBreaksARuleByNowIsNotPutOnTheDevice() throws Exception {
    restart();
    h.control.put(
        config.toBuilder().allowedIps(List.of(IpPrefix.parse("0.0.0.0/0"))).build(), HOUR);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.store.status(client.publicKey()).orElseThrow().allowedIps())
        .isEqualTo(config.allowedIps());
    h.pass(Duration.ofMinutes(6));
    assertThat(h.isResident(client.publicKey())).isFalse();
  }

  @Test
  void whatLeftBeforeTheRestartIsNotOurs() throws Exception {
    restart();
    h.control.put(config, HOUR);
    h.pass(Duration.ofSeconds(1));
    var evicted = h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    assertThat(evicted.join()).isTrue();
    h.close();

    restart();

    assertThat(origin()).as("somebody else put it there").isEqualTo(PeerOrigin.FOREIGN);
  }

  @Test
  void anEndThatCameWhileTheGatewayWasDownIsKept() throws Exception {
    restart();
    PeerConfig ending =
        config.toBuilder().expiresAt(h.time.wallTime().plus(Duration.ofMinutes(30))).build();
    h.control.put(ending, HOUR);
    h.pass(Duration.ofSeconds(1));
    h.close();

    restart();
    h.control.failing(LookupException.Reason.UNAVAILABLE);
    h.time.stepWallClock(Duration.ofHours(1));
    h.pass(Duration.ofMinutes(2));

    assertThat(h.isResident(client.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.EXPIRED)).isEqualTo(1);
  }

  /**
   * The process is killed while its store installs a peer, so whatever follows the install is never
   * written.
   */
  @Test
  void aPeerWhoseInstallWasTheLastThatAKilledProcessDidIsOurs(
      @TempDir Path alive, @TempDir Path killed) throws Exception {
    HookedStore[] store = new HookedStore[1];
    setup.storeWrapper = real -> store[0] = new HookedStore(real);
    setup.start = StartOptions.builder().stateDirectory(alive).warmUp(Duration.ZERO).build();
    setup.onDevice = List.of();
    h = setup.start();
    Path journal = journalIn(alive);
    long empty = Files.size(journal);
    store[0].duringInstall = () -> copyWhenLongerThan(empty, journal, killed);
    h.control.put(config, HOUR);
    h.sendAndRun(client);
    setup.onDevice = List.of(h.store.config(client.publicKey()).orElseThrow());
    h.close();

    setup.start = StartOptions.builder().stateDirectory(killed).warmUp(Duration.ZERO).build();
    restart();

    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
    h.control.put(config, HOUR);
    h.pass(Duration.ofSeconds(1));
    assertThat(h.events(JitEvent.PeerChanged.class)).as("its config is known").isEmpty();
  }

  private static Path journalIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("peers-[0-9a-f]+"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void copyWhenLongerThan(long length, Path file, Path folder) {
    try {
      Await.until("an entry in the journal", () -> Files.size(file) > length);
      Files.copy(file, folder.resolve(file.getFileName()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
