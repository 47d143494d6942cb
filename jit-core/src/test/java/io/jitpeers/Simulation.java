package io.jitpeers;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A whole orchestrator in a storm: clients, replays, garbage, sweeps, revocations, a control plane
 * and a store that fail, a device that is created anew, stages that run or do not, all at random
 * from a seed. The same seed gives the same storm on every JVM.
 */
final class Simulation implements AutoCloseable {
  private static final int CLIENTS = 12;
  private static final int STEPS = 600;

  final Harness harness;
  final List<PrivateKey> clients = new ArrayList<>();
  final List<TestPacket> packets = new ArrayList<>();
  final List<TestPacket> replays = new ArrayList<>();
  private final List<FakePeerConfigSource.Question> held = new ArrayList<>();
  private final Random dice;
  private HookedStore store;

  Simulation(int seed) throws StoreException {
    this.dice = new Random(seed);
    Harness.Setup setup = Harness.setup();
    setup.seed = seed;
    setup.policy =
        seed % 2 == 0
            ? EvictionPolicies.standard()
            : ExpiryPolicy.of().or(IdlePolicy.of(Duration.ofMinutes(4)));
    setup.provisioning = ProvisioningOptions.builder().maxPending(8).maxLookupsInFlight(3).build();
    setup.storeWrapper = real -> store = new HookedStore(real);
    this.harness = setup.start();
  }

  /** Prints what happens with a seed, for another JVM to compare. */
  public static void main(String[] seed) throws StoreException {
    try (Simulation simulation = new Simulation(Integer.parseInt(seed[0]))) {
      simulation.run();
      simulation.trace().forEach(System.out::println);
    }
  }

  /** Runs the storm, and the calm after it. */
  void run() {
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(harness.newClient());
    }
    harness.control.answering(this::answer);
    for (int step = 0; step < STEPS; step++) {
      act();
    }
    calm();
  }

  /** Returns everything that happened so far, in order, in words that no hash order changes. */
  List<String> trace() {
    List<String> lines = new ArrayList<>();
    harness.events.forEach(event -> lines.add(line(event)));
    lines.addAll(store.calls);
    packets.forEach(packet -> lines.add("packet " + packet.outcome()));
    replays.forEach(packet -> lines.add("replay " + packet.outcome()));
    harness.control.questions().forEach(question -> lines.add("question " + question.key()));
    lines.add("outcomes " + new TreeMap<>(harness.orchestrator.statistics().outcomes()));
    return lines;
  }

  private static String line(JitEvent event) {
    if (event instanceof JitEvent.SweepCompleted sweep) {
      return "sweep evicted %s, held back %s, lost %d of %d"
          .formatted(
              new TreeMap<>(sweep.report().evicted()),
              new TreeMap<>(sweep.report().heldBack()),
              sweep.report().lost(),
              sweep.report().listed());
    }
    return event.toString();
  }

  private void act() {
    PrivateKey client = clients.get(dice.nextInt(CLIENTS));
    switch (dice.nextInt(16)) {
      case 0, 1, 2, 3 -> packets.add(harness.send(client));
      case 4 -> replay();
      case 5 ->
          packets.add(
              harness.source.deliver(new TestPacket(new byte[148], harness.time.nanoTime())));
      case 6 -> harness.stages.runOpener();
      case 7, 8 -> harness.stages.runWriter();
      case 9 -> harness.stages.runSweeper();
      case 10 -> harness.orchestrator.evictNow();
      case 11 -> harness.time.advance(Duration.ofSeconds(dice.nextInt(200)));
      case 12 -> answerHeld();
      case 13 -> harness.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      case 14 -> disturb(client.publicKey());
      default -> harness.stages.runAll();
    }
  }

  private void disturb(PublicKey key) {
    switch (dice.nextInt(8)) {
      case 0 -> harness.orchestrator.revoke(key);
      case 1 -> harness.orchestrator.evict(key);
      case 2 -> store.installFailure = flip("install: EIO");
      case 3 -> store.removeFailure = flip("remove: EIO");
      case 4 -> store.listFailure = flip("list: EIO");
      case 5 -> store.incomplete = dice.nextBoolean();
      case 6 -> store.hidden = dice.nextBoolean() ? key : null;
      default -> harness.store.recreate(harness.gateway);
    }
  }

  private StoreException flip(String message) {
    return dice.nextInt(3) == 0 ? new StoreException(message) : null;
  }

  private void replay() {
    if (!packets.isEmpty()) {
      byte[] bytes = new byte[148];
      packets.get(dice.nextInt(packets.size())).payload().get(0, bytes);
      TestPacket replay = new TestPacket(bytes, harness.time.nanoTime());
      replays.add(harness.source.deliver(replay));
    }
  }

  private CompletableFuture<PeerLookup> answer(PublicKey key) {
    int fate = dice.nextInt(6);
    if (fate == 0) {
      return CompletableFuture.failedFuture(
          new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose"));
    }
    if (fate > 2) {
      return CompletableFuture.completedFuture(found(key));
    }
    CompletableFuture<PeerLookup> later = new CompletableFuture<>();
    held.add(new FakePeerConfigSource.Question(PeerQuery.of(key), later));
    return later;
  }

  private void answerHeld() {
    if (!held.isEmpty()) {
      FakePeerConfigSource.Question question = held.remove(dice.nextInt(held.size()));
      question.answer().complete(found(question.key()));
    }
  }

  private PeerLookup found(PublicKey key) {
    int n = 1 + clients.stream().map(PrivateKey::publicKey).toList().indexOf(key);
    return PeerLookup.found(
        FakePeerConfigSource.config(key, n),
        new Freshness(Duration.ofSeconds(90), Duration.ofMinutes(5)));
  }

  /** Everything works again, and there is time for two sweeps. */
  private void calm() {
    store.installFailure = null;
    store.removeFailure = null;
    store.listFailure = null;
    store.incomplete = false;
    store.hidden = null;
    harness.control.answering(key -> CompletableFuture.completedFuture(found(key)));
    harness.stages.runAll();
    harness.time.advance(Duration.ofSeconds(20));
    harness.stages.runAll();
    for (int i = 0; i < 2; i++) {
      harness.orchestrator.evictNow();
      harness.stages.runAll();
    }
  }

  @Override
  public void close() {
    harness.close();
  }
}
