package io.jitpeers.examples.quickstart;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.controlplane.PeerDirectory;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Runs the steps of the quick start in order. */
final class QuickStart {
  /**
   * A duration that exceeds two of the gateway's time windows. If a client sends a second
   * initiation within 15 s, the gateway concludes that the client got no answer. If a datagram
   * arrives again within 1 s, the gateway refuses it as a duplicate.
   */
  private static final Duration A_WHILE = Duration.ofSeconds(20);

  /** A number of minutes that exceeds the standard policy's maximum idle time of 10 minutes. */
  private static final int MINUTES = 13;

  private final Scale scale;
  private final Screen screen;
  private final UnaryOperator<PeerDirectory> view;

  /**
   * Creates a quick start.
   *
   * @param view maps the population (all peers of the quick start) to the peers that the control
   *     plane serves; the identity function if the control plane serves the population unchanged
   */
  QuickStart(Scale scale, Screen screen, UnaryOperator<PeerDirectory> view) {
    this.scale = scale;
    this.screen = screen;
    this.view = view;
  }

  /**
   * Runs the quick start and returns a report. If one of the quick start's {@link Claims} fails,
   * the report includes everything up to the failure.
   */
  Report run() throws IOException, StoreException, InterruptedException {
    try (World world = new World(scale, screen, view)) {
      try {
        run(world);
        return Report.of(world, null);
      } catch (ClaimFailedException e) {
        return Report.of(world, e);
      }
    }
  }

  private void run(World world) throws ClaimFailedException, StoreException, InterruptedException {
    screen.note(
        "control plane on %s: %d peers, JSON, bearer token",
        world.controlPlane().uri(), world.population().size());
    new RecordedHandshakes(world).run();
    try (UdpGateway gateway = new UdpGateway(world)) {
      gateway.start();
      try {
        run(world, gateway);
      } finally {
        world.tally().add(gateway.statistics());
      }
    }
  }

  private void run(World world, UdpGateway gateway)
      throws ClaimFailedException, InterruptedException {
    Sender sender = new Sender(gateway, world.loopback());
    TimePasses time = new TimePasses(world, gateway);
    Crowd crowd = new Crowd(world, gateway);
    time.sample("");
    arrive(world, gateway, crowd, sender);
    time.sample("clients have connected");
    Attack recorded = withstand(world, gateway, sender, time);
    leave(world, gateway, sender, time, recorded);
    comeBack(world, gateway, crowd);
    time.sample("clients came back");
    requireHealthy(gateway);
  }

  private void arrive(World world, UdpGateway gateway, Crowd crowd, Sender sender)
      throws ClaimFailedException, InterruptedException {
    screen.chapter("2. " + scale.clients() + " clients connect over UDP on loopback");
    if (!world.loopback().hasMany()) {
      screen.note("this system has one loopback address: the limit for each source is raised");
    }
    ControlPlaneServer.Requests before = world.controlPlane().requests();
    List<Member> clients = world.population().clients();
    List<Member> silent = world.population().silent();
    crowd.connect(clients);
    crowd.knock(silent, sender);
    List<PublicKey> all = keys(clients);
    all.addAll(keys(silent));
    Claims.requireSame("the resident peers", all, gateway.hotSet());
    Claims.requireEqual(
        "configs pulled over HTTP",
        (long) all.size(),
        world.controlPlane().requests().found() - before.found());
    screen.note(
        "all handshakes are complete; %d more clients sent only an initiation", silent.size());
  }

  private Attack withstand(World world, UdpGateway gateway, Sender sender, TimePasses time)
      throws ClaimFailedException, InterruptedException {
    screen.chapter("3. Strangers, forgers and eavesdroppers");
    time.pass(A_WHILE);
    Attacks attacks = new Attacks(world, gateway.publicKey());
    Defence defence = new Defence(world, gateway, sender);
    defence.withstand(attacks.unknownKeys());
    defence.withstand(attacks.unknownKeysAgain());
    defence.withstand(attacks.forgedTimestamps());
    defence.withstand(attacks.flippedBits());
    defence.withstand(attacks.randomInside());
    defence.withstand(attacks.lowOrderPoints());
    defence.withstand(attacks.garbage());
    Attack duplicates = attacks.duplicates();
    defence.withstand(duplicates);
    time.pass(A_WHILE);
    Attack replays = attacks.replaysOf(duplicates);
    defence.withstand(replays);
    defence.withstand(attacks.expired());
    defence.withstand(attacks.defaultRoutes());
    defence.withstand(attacks.addressesOfAnother());
    return replays;
  }

  private void leave(
      World world, UdpGateway gateway, Sender sender, TimePasses time, Attack recorded)
      throws ClaimFailedException, InterruptedException {
    screen.chapter("4. Time passes: the clock is moved forward by " + MINUTES + " minutes");
    int evictedBefore = world.tally().evictedInAll();
    time.minutes(MINUTES);
    int installed = scale.clients() + scale.silent();
    Claims.await(
        () -> world.tally().evictedInAll() - evictedBefore == installed,
        "the cron evicts all " + installed + " peers");
    JitStatistics statistics = gateway.statistics();
    Claims.requireEqual("the size of the hot set", 0, statistics.resident());
    Claims.requireEqual("the number of peers on the device", 0, gateway.store().size());
    long idle = statistics.evictions().getOrDefault(EvictionCause.IDLE, 0L);
    long silent = statistics.evictions().getOrDefault(EvictionCause.NEVER_ESTABLISHED, 0L);
    Claims.requireEqual("evictions of idle peers", (long) scale.clients(), idle);
    Claims.requireEqual("evictions of silent peers", (long) scale.silent(), silent);
    screen.note("%d peers without a handshake were evicted, then %d idle ones", silent, idle);
    screen.note("peers left on the device: %d", gateway.store().size());
    new Defence(world, gateway, sender).withstand(recorded);
  }

  private void comeBack(World world, UdpGateway gateway, Crowd crowd)
      throws ClaimFailedException, InterruptedException {
    List<Member> clients = world.population().clients();
    List<Member> half =
        IntStream.range(0, clients.size()).filter(i -> i % 2 == 0).mapToObj(clients::get).toList();
    screen.chapter("5. " + half.size() + " clients come back");
    Counts before = Counts.awaitQuiet(world, gateway::statistics);
    crowd.connect(half);
    Claims.requireSame("the resident peers", keys(half), gateway.hotSet());
    Claims.await(
        () -> world.tally().reprovisioned().size() == half.size(),
        half.size() + " peers are provisioned again");
    Claims.requireSame("the peers provisioned again", keys(half), world.tally().reprovisioned());
    long unchanged =
        Counts.awaitQuiet(world, gateway::statistics).notModified() - before.notModified();
    Claims.requireEqual("configs found unchanged (304)", (long) half.size(), unchanged);
    screen.note("provisioned again; the control plane said %d times: not modified", unchanged);
  }

  /**
   * Checks, at the end, that every received packet has exactly one outcome and that nothing has
   * failed.
   */
  private static void requireHealthy(UdpGateway gateway)
      throws ClaimFailedException, InterruptedException {
    Claims.await(
        () -> {
          JitStatistics now = gateway.statistics();
          return now.outcomes().values().stream().mapToLong(Long::longValue).sum()
              == now.received();
        },
        "each packet that was received ended in exactly one way");
    JitStatistics statistics = gateway.statistics();
    Claims.requireEqual("sweeps that failed", 0L, statistics.sweeps().failed());
    Claims.requireEqual("changes that the store refused", 0L, statistics.store().failures());
    Claims.requireEqual("listeners that failed", 0L, statistics.listenerFailures());
    Claims.requireEqual("failures of the packet source", 0L, gateway.source().failures());
  }

  private static List<PublicKey> keys(List<Member> members) {
    return new ArrayList<>(members.stream().map(Member::key).toList());
  }
}
