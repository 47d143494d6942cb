package io.jitpeers;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A whole orchestrator in a random storm: clients, replays, garbage, sweeps, revocations, a control
 * plane that changes its answers, answers wrongly and fails, a store that fails, a device that is
 * re-created, stages that run or do not, impostors, and another program's peers. The same seed
 * gives the same storm on every JVM.
 *
 * <p>Each step draws from its own seed, so it does the same if other steps are left out.
 */
final class Simulation implements AutoCloseable {
  /** The number of steps of a storm; a calm follows it. */
  static final int STEPS = 800;

  private static final int CLIENTS = 12;
  private static final int GHOSTS = 3;
  private static final int FOREIGN = 2;

  /** After this many steps, a check whether the hot set agrees with the device again. */
  private static final int SETTLED_EVERY = 100;

  /** Longer than every grace period, hold and pause of a storm. */
  private static final Duration CALM = Duration.ofMinutes(15);

  final Harness harness;
  final List<PrivateKey> clients = new ArrayList<>();
  final List<TestPacket> packets = new ArrayList<>();
  final List<TestPacket> replays = new ArrayList<>();

  /** Keys that only impostors claim. */
  final List<PublicKey> ghosts = new ArrayList<>();

  /** Another program's peers, which the control plane does not know. */
  final List<PeerConfig> foreign = new ArrayList<>();

  final FickleControlPlane control;
  WatchedDevice device;
  private final int seed;
  private final Random dice;
  private final StepInvariants invariants;
  final BoundInvariants bound;
  private HookedStore store;

  Simulation(int seed) throws StoreException {
    this.seed = seed;
    this.dice = new Random(seed);
    Harness.Setup setup = Harness.setup();
    setup.seed = seed;
    setup.policy =
        seed % 2 == 0
            ? EvictionPolicies.standard()
            : ExpiryPolicy.of().or(IdlePolicy.of(Duration.ofMinutes(4)));
    setup.provisioning = ProvisioningOptions.builder().maxPending(8).maxLookupsInFlight(3).build();
    setup.rules =
        PeerConfigRules.builder()
            .permittedAllowedIps(List.of(IpPrefix.parse("10.0.0.0/8")))
            .build();
    setup.revalidation = revalidation(seed);
    setup.eviction = EvictionOptions.builder().adoptionGrace(Duration.ofMinutes(1)).build();
    setup.storeWrapper = this::wrap;
    this.harness = setup.start();
    this.control = new FickleControlPlane(harness.control, harness.time, dice);
    this.invariants = new StepInvariants(this);
    this.bound = new BoundInvariants(this, control.given, setup.revalidation);
    device.hiding(key -> key.equals(store.hidden));
    populate();
  }

  private PeerStore wrap(PeerStore real) {
    device = new WatchedDevice(real);
    store = new HookedStore(device);
    return store;
  }

  private void populate() throws StoreException {
    for (int i = 1; i <= CLIENTS; i++) {
      PrivateKey client = harness.newClient();
      clients.add(client);
      control.enrol(client.publicKey());
    }
    for (int i = 0; i < GHOSTS; i++) {
      ghosts.add(harness.newClient().publicKey());
    }
    for (int i = 1; i <= FOREIGN; i++) {
      IpPrefix address = IpPrefix.parse("172.16.0." + i + "/32");
      foreign.add(PeerConfig.builder(harness.newClient().publicKey()).allowedIp(address).build());
    }
    device.addForeign(foreign);
  }

  /** Revalidates often, with a brake that engages in some storms and never in others. */
  private static RevalidationOptions revalidation(int seed) {
    RevalidationOptions.Builder options =
        RevalidationOptions.builder()
            .minAge(Duration.ofSeconds(5))
            .maxAge(Duration.ofMinutes(2))
            .grace(Duration.ofMinutes(1))
            .brakeHold(Duration.ofMinutes(2))
            .brakeLeast(seed % 3 == 0 ? 50 : 1);
    if (seed % 4 == 0) {
      options.expireAfter(Duration.ofMinutes(3));
    }
    return options.build();
  }

  /** Prints the trace of a seed, so that another JVM can compare it. */
  public static void main(String[] seed) throws StoreException {
    try (Simulation simulation = new Simulation(Integer.parseInt(seed[0]))) {
      simulation.run();
      simulation.trace().forEach(System.out::println);
    }
  }

  /** Runs one storm, and the calm after it. */
  void run() throws StoreException {
    for (int step = 0; step < STEPS; step++) {
      step(step);
    }
  }

  /** Runs the step of that number. A calm follows the last step of each storm. */
  void step(int number) throws StoreException {
    dice.setSeed(new SplittableRandom(seed * 1_000_003L + number).nextLong());
    act();
    bound.ran();
    invariants.check();
    if (number % SETTLED_EVERY == SETTLED_EVERY - 1) {
      settle();
      invariants.check();
    }
    if (number % STEPS == STEPS - 1) {
      calm();
      invariants.check();
      new CalmInvariants(this).check();
      control.storm();
    }
  }

  /** Returns everything that happened so far, in order and independent of hash orders. */
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
    if (event instanceof JitEvent.PeerChanged changed) {
      return "changed " + changed.key() + " " + new TreeSet<>(changed.changes());
    }
    return event.toString();
  }

  private void act() throws StoreException {
    PrivateKey client = clients.get(dice.nextInt(CLIENTS));
    switch (dice.nextInt(24)) {
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
      case 12, 13 -> control.answerLate();
      case 14 -> harness.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
      case 15 -> disturb(client.publicKey());
      case 16, 17 -> control.change();
      case 18 -> control.hint();
      case 19, 22, 23 -> pass(Duration.ofSeconds(dice.nextInt(20)));
      case 20 -> impostor();
      default -> harness.stages.runAll();
    }
  }

  /** An outsider who knows the gateway's public key claims another client's key. */
  private void impostor() {
    boolean known = dice.nextBoolean();
    PublicKey claimed =
        known
            ? clients.get(dice.nextInt(CLIENTS)).publicKey()
            : ghosts.get(dice.nextInt(ghosts.size()));
    harness.time.advance(Duration.ofMillis(1));
    byte[] datagram =
        FakeClient.impostor(claimed, harness.gateway.publicKey(), harness.random)
            .initiation(Tai64n.of(harness.time.wallTime()), dice.nextInt());
    packets.add(harness.source.deliver(new TestPacket(datagram, harness.time.nanoTime())));
  }

  private void disturb(PublicKey key) throws StoreException {
    switch (dice.nextInt(11)) {
      case 0 -> harness.orchestrator.revoke(key);
      case 1 -> harness.orchestrator.evict(key);
      case 2 -> store.installFailure = flip("install: EIO");
      case 3 -> store.removeFailure = flip("remove: EIO");
      case 4 -> store.listFailure = flip("list: EIO");
      case 5 -> store.incomplete = dice.nextBoolean();
      case 6 -> store.hidden = dice.nextBoolean() ? key : null;
      case 7 -> store.updateFailure = flip("update: EIO");
      case 8, 9 -> control.changeMood();
      default -> {
        if (dice.nextInt(3) == 0) {
          harness.orchestrator.releaseBrake();
        } else {
          harness.store.recreate(harness.gateway);
          device.addForeign(foreign);
        }
      }
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

  private void pass(Duration time) throws StoreException {
    for (long second = 0; second < time.toSeconds(); second++) {
      harness.time.advance(Duration.ofSeconds(1));
      harness.stages.runAll();
      bound.ran();
      bound.second();
    }
  }

  /**
   * Checks that two sweeps bring the hot set in agreement with the device, if listings are complete
   * and nothing fails.
   */
  private void settle() throws StoreException {
    heal();
    boolean ended = true;
    for (int sweep = 0; sweep < 2; sweep++) {
      harness.stages.runAll();
      CompletableFuture<SweepReport> report = harness.orchestrator.evictNow();
      harness.stages.runAll();
      // A sweep that waits for the control plane, to see whether it can be reached, has not ended.
      ended &= report.isDone() && !report.isCompletedExceptionally();
    }
    if (ended) {
      invariants.checkTheHotSetIsTheDevice();
    }
  }

  /** Returns whether the store currently fails. */
  boolean isStoreFailing() {
    return store.installFailure != null
        || store.updateFailure != null
        || store.removeFailure != null;
  }

  private void heal() {
    store.installFailure = null;
    store.updateFailure = null;
    store.removeFailure = null;
    store.listFailure = null;
    store.incomplete = false;
    store.hidden = null;
  }

  /** Repairs everything, lets clients connect and talk, and leaves time for all pending work. */
  private void calm() throws StoreException {
    heal();
    control.calm();
    harness.stages.runAll();
    pass(Duration.ofSeconds(20));
    clients.forEach(client -> packets.add(harness.send(client)));
    for (Duration left = CALM; !left.isNegative(); left = left.minusSeconds(30)) {
      pass(Duration.ofSeconds(30));
      // Clients initiate again if their peers are gone, for example because the device was
      // re-created at the end.
      clients.stream()
          .filter(client -> !harness.isResident(client.publicKey()))
          .forEach(client -> packets.add(harness.send(client)));
      harness.stages.runAll();
      clients.forEach(client -> talk(client.publicKey()));
      harness.orchestrator.evictNow();
    }
    removeForeign();
    harness.stages.runAll();
  }

  private void talk(PublicKey key) {
    if (harness.store.handshakeCompleted(key, Harness.CLIENT)) {
      harness.store.transferred(key, 100_000, 100_000);
    }
  }

  /**
   * Removes clients' peers that an incorrect listing lost and found again, which are foreign now.
   * An operator would remove them too, because they may hold another client's address by now.
   */
  private void removeForeign() {
    for (ResidentPeer peer : harness.orchestrator.snapshot().hotSet()) {
      if (peer.origin() == PeerOrigin.FOREIGN && !isForeign(peer.key())) {
        harness.orchestrator.revoke(peer.key());
      }
    }
  }

  /** Returns whether a key is in truth another program's. */
  boolean isForeign(PublicKey key) {
    return foreign.stream().anyMatch(peer -> peer.publicKey().equals(key));
  }

  @Override
  public void close() {
    harness.close();
  }
}
