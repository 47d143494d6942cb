package io.jitpeers.benchmarks.kernel.failover;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.gateway.fleet.FleetWorld;
import io.jitpeers.kerneltests.gateway.fleet.FleetWorld.Gateway;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures how long the traffic of clients is interrupted when their sessions are lost. A client's
 * session is lost if its gateway is killed and another gateway gets the client's packets, or if the
 * client's peer is evicted. The clients ping at a steady pace, with a round-trip time of 20 ms. If
 * the gateways do not recover lost sessions, a client notices the loss by its own timers. Also
 * measures how long a revoked peer stays.
 */
public final class Failover implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "failover";

  /** The round-trip time between clients and gateways. */
  public static final Duration ROUND_TRIP = Duration.ofMillis(20);

  /**
   * The figure of clients whose gateway was killed. A percentile is appended to this text to form
   * an id, such as {@code failover.killed.p50}. The other figures get their ids in the same way.
   */
  public static final String KILLED = NAME + ".killed";

  /** The figure of clients whose gateway was killed, without recovery. */
  public static final String KILLED_WITHOUT = NAME + ".killed-without";

  /**
   * The figure of the time that routes take to follow clients whose gateway was killed. The time
   * begins when the clients move to another gateway. It ends when the routes of a host in the
   * private network lead to that gateway for all these clients.
   */
  public static final String FOLLOWED = NAME + ".followed";

  /** The figure of clients whose peer was evicted. */
  public static final String EVICTED = NAME + ".evicted";

  /** The figure of the time until no gateway has a peer that was revoked. */
  public static final String REVOKED = NAME + ".revoked";

  private static final int REVOKING_GATEWAYS = 3;

  /**
   * The extent of the measurement.
   *
   * @param rounds how many gateways that recover lost sessions are killed, one in each round. One
   *     more gateway, which recovers no sessions, is killed before the first round
   * @param clients how many clients each killed gateway has. The measurements of eviction and of
   *     revocation use the same number of clients
   * @param warmUp how many clients the gateway that takes over has served before each round
   */
  private record Plan(int rounds, int clients, int warmUp) {
    int members() {
      return (rounds + 3) * clients + rounds * warmUp;
    }
  }

  private static final Plan TINY = new Plan(1, 2, 1);
  private static final Plan QUICK = new Plan(1, 10, 40);
  private static final Plan FULL = new Plan(5, 10, 40);

  /** Creates the section. */
  public Failover() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "How long traffic is interrupted when a gateway is killed or a peer is evicted, and how"
        + " long a revoked peer stays.";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Plan plan = Size.of(effort).choose(TINY, QUICK, FULL);
    try (FleetWorld world = new FleetWorld(Files.createTempDirectory(NAME), plan.members())) {
      world.roundTrip(ROUND_TRIP);
      Interruptions measured = new Interruptions(world, plan.clients());
      report(KILLED_WITHOUT, "gateway killed, without recovery", withoutRecovery(world, measured))
          .forEach(figures);
      report(KILLED, "gateway killed", killed(world, measured, plan)).forEach(figures);
      // The first time is of the gateway without recovery, whose clients move by their own timers.
      List<Double> followed = measured.followed();
      report(
              FOLLOWED,
              "gateway killed, from the move of its clients to another gateway until a private"
                  + " host's routes lead there",
              followed.subList(1, followed.size()))
          .forEach(figures);
      report(EVICTED, "peer evicted", evicted(world, measured)).forEach(figures);
      report(REVOKED, "peer revoked", revoked(world, measured)).forEach(figures);
    }
  }

  private static List<Double> withoutRecovery(FleetWorld world, Interruptions measured)
      throws Exception {
    Gateway first = world.startWithoutRecovery("wa");
    Gateway second = world.startWithoutRecovery("wb");
    List<Double> millis = measured.byKilling(first, second);
    second.process().process().kill();
    return millis;
  }

  private static List<Double> killed(FleetWorld world, Interruptions measured, Plan plan)
      throws Exception {
    List<Double> millis = new ArrayList<>();
    Gateway serving = world.start("k0");
    for (int round = 1; round <= plan.rounds(); round++) {
      Gateway next = world.start("k" + round);
      measured.warmUp(next, plan.warmUp());
      millis.addAll(measured.byKilling(serving, next));
      serving = next;
    }
    serving.process().process().kill();
    return millis;
  }

  private static List<Double> evicted(FleetWorld world, Interruptions measured) throws Exception {
    Gateway gateway =
        world.start(
            "e",
            "eviction.recover-sessions=true",
            "eviction.lossless-floor=1s",
            "eviction-policy.idle.after=2s",
            "eviction.every=1s");
    List<Double> millis = measured.byEvicting(gateway);
    gateway.process().process().kill();
    return millis;
  }

  private static List<Double> revoked(FleetWorld world, Interruptions measured) throws Exception {
    List<Gateway> gateways = new ArrayList<>();
    for (int index = 0; index < REVOKING_GATEWAYS; index++) {
      gateways.add(world.start("r" + index));
    }
    return measured.byRevoking(gateways);
  }

  /** The figures of one measurement, one figure for each percentile. */
  private record Reported(List<Figure> figures) {
    void forEach(Consumer<Figure> consumer) {
      figures.forEach(consumer);
    }
  }

  private static Reported report(String id, String title, List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    List<Figure> figures = new ArrayList<>();
    for (int percentile : new int[] {50, 99}) {
      int rank = (int) Math.ceil(sorted.size() * percentile / 100.0);
      figures.add(
          Figure.of(
              id + ".p" + percentile,
              NAME,
              title + ": p" + percentile,
              "ms",
              Better.LOWER,
              List.of(sorted.get(Math.max(1, rank) - 1))));
    }
    return new Reported(figures);
  }
}
