package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole orchestrator in a storm: clients, replays, garbage, sweeps, revocations, a control plane
 * and a store that fail, a device that is created anew, stages that run or do not, all at random
 * from a seed. When the storm is over, everything must add up.
 */
class SimulationTest {
  private static final int CLIENTS = 12;
  private static final int STEPS = 600;

  private final List<PrivateKey> clients = new ArrayList<>();
  private final List<TestPacket> packets = new ArrayList<>();
  private final List<TestPacket> replays = new ArrayList<>();
  private final List<FakePeerConfigSource.Question> held = new ArrayList<>();
  private HookedStore store;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void afterTheStormEverythingAddsUp(int seed) throws Exception {
    Random dice = new Random(seed);
    Harness.Setup setup = Harness.setup();
    setup.policy =
        seed % 2 == 0
            ? EvictionPolicies.standard()
            : ExpiryPolicy.of().or(IdlePolicy.of(Duration.ofMinutes(4)));
    setup.provisioning = ProvisioningOptions.builder().maxPending(8).maxLookupsInFlight(3).build();
    setup.storeWrapper = real -> store = new HookedStore(real);
    try (Harness h = setup.start()) {
      for (int i = 1; i <= CLIENTS; i++) {
        clients.add(h.newClient());
      }
      h.control.answering(key -> answer(dice, key));
      for (int step = 0; step < STEPS; step++) {
        act(h, dice);
      }
      calm(h);
      assertEverythingAddsUp(h);
    }
  }

  private void act(Harness h, Random dice) {
    PrivateKey client = clients.get(dice.nextInt(CLIENTS));
    switch (dice.nextInt(16)) {
      case 0, 1, 2, 3 -> packets.add(h.send(client));
      case 4 -> replay(h, dice);
      case 5 -> packets.add(h.source.deliver(new TestPacket(new byte[148], h.time.nanoTime())));
      case 6 -> h.stages.runOpener();
      case 7, 8 -> h.stages.runWriter();
      case 9 -> h.stages.runSweeper();
      case 10 -> h.orchestrator.evictNow();
      case 11 -> h.time.advance(Duration.ofSeconds(dice.nextInt(200)));
      case 12 -> answerHeld(dice);
      case 13 -> h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      case 14 -> disturb(h, dice, client.publicKey());
      default -> h.stages.runAll();
    }
  }

  private void disturb(Harness h, Random dice, PublicKey key) {
    switch (dice.nextInt(8)) {
      case 0 -> h.orchestrator.revoke(key);
      case 1 -> h.orchestrator.evict(key);
      case 2 -> store.installFailure = flip(dice, "install: EIO");
      case 3 -> store.removeFailure = flip(dice, "remove: EIO");
      case 4 -> store.listFailure = flip(dice, "list: EIO");
      case 5 -> store.incomplete = dice.nextBoolean();
      case 6 -> store.hidden = dice.nextBoolean() ? key : null;
      default -> h.store.recreate(h.gateway);
    }
  }

  private static StoreException flip(Random dice, String message) {
    return dice.nextInt(3) == 0 ? new StoreException(message) : null;
  }

  private void replay(Harness h, Random dice) {
    if (!packets.isEmpty()) {
      byte[] bytes = new byte[148];
      packets.get(dice.nextInt(packets.size())).payload().get(bytes);
      TestPacket replay = new TestPacket(bytes, h.time.nanoTime());
      replays.add(h.source.deliver(replay));
    }
  }

  private CompletableFuture<PeerLookup> answer(Random dice, PublicKey key) {
    int fate = dice.nextInt(6);
    if (fate == 0) {
      return CompletableFuture.failedFuture(
          new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose"));
    }
    if (fate > 2) {
      return CompletableFuture.completedFuture(found(key));
    }
    CompletableFuture<PeerLookup> later = new CompletableFuture<>();
    held.add(new FakePeerConfigSource.Question(key, later));
    return later;
  }

  private void answerHeld(Random dice) {
    if (!held.isEmpty()) {
      FakePeerConfigSource.Question question = held.remove(dice.nextInt(held.size()));
      question.answer().complete(found(question.key()));
    }
  }

  private PeerLookup found(PublicKey key) {
    int n = 1 + clients.stream().map(PrivateKey::publicKey).toList().indexOf(key);
    return new PeerLookup.Found(
        FakePeerConfigSource.config(key, n),
        new Freshness(Duration.ofSeconds(90), Duration.ofMinutes(5)));
  }

  /** Everything works again, and there is time for two sweeps. */
  private void calm(Harness h) {
    store.installFailure = null;
    store.removeFailure = null;
    store.listFailure = null;
    store.incomplete = false;
    store.hidden = null;
    h.control.answering(key -> CompletableFuture.completedFuture(found(key)));
    h.stages.runAll();
    h.time.advance(Duration.ofSeconds(20));
    h.stages.runAll();
    for (int i = 0; i < 2; i++) {
      h.orchestrator.evictNow();
      h.stages.runAll();
    }
  }

  private void assertEverythingAddsUp(Harness h) throws StoreException {
    JitStatistics statistics = h.orchestrator.statistics();
    assertThat(packets).extracting(TestPacket::outcome).doesNotContainNull();
    assertThat(replays).extracting(TestPacket::outcome).containsOnly(PacketOutcome.REJECTED);
    assertThat(statistics.received()).isEqualTo(packets.size() + replays.size());
    assertThat(statistics.outcomes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(statistics.received());
    assertThat(statistics.listenerFailures()).as("completed twice, or threw").isZero();
    assertThat(statistics.count(Outcome.INTERNAL_ERROR)).isZero();
    assertThat(statistics.pending()).isZero();
    assertThat(statistics.lookups().inFlight()).isZero();
    assertThat(statistics.lookups().waiting()).isZero();

    Set<PublicKey> onTheDevice = new HashSet<>();
    h.store.list(status -> onTheDevice.add(status.publicKey()));
    Set<PublicKey> believed = new HashSet<>();
    h.orchestrator.snapshot().hotSet().forEach(peer -> believed.add(peer.key()));
    assertThat(believed).isEqualTo(onTheDevice);

    for (PrivateKey client : clients) {
      assertThat(h.sendAndRun(client).outcome())
          .isIn(PacketOutcome.INSTALLED, PacketOutcome.ALREADY_RESIDENT);
      assertThat(h.store.contains(client.publicKey())).isTrue();
    }
  }
}
