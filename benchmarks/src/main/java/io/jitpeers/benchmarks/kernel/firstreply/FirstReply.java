package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures the time from a client's first ping to its reply, as ping(8) reports it. Each ping comes
 * from a new client that the gateway does not know. Gateway and control plane are the programs that
 * users run. The gateway has served other clients before, so that its code is compiled; the wait of
 * the very first client after a start is a separate figure. The value of a round is the median of
 * several clients.
 */
public final class FirstReply implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "first-reply";

  /** The id of the figure for the first client after a start. */
  public static final String AFTER_START = NAME + ".after-start.replay-pcap.rtt0.ipv4";

  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration MIDDLE = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMillis(100);

  /** The round-trip times between client and gateway in a run with {@link Effort#FULL}. */
  public static final List<Duration> ROUND_TRIPS = List.of(NO_TIME, MIDDLE, LONGEST);

  /**
   * The extent of the measurement.
   *
   * @param clients the number of clients in a round; the median of their times is the round's value
   * @param warmUp the number of clients that the gateway serves before the measurement; with full
   *     effort it exceeds 200, the number of calls after which the JVM compiles a method
   * @param starts how often a gateway is started to measure its first client
   */
  private record Plan(
      List<Way> ways,
      List<Duration> roundTrips,
      List<Family> families,
      int rounds,
      int clients,
      int warmUp,
      int starts) {

    int members() {
      int cells = ways.size() * roundTrips.size() * families.size();
      return cells * rounds * clients + ways.size() * warmUp + starts;
    }
  }

  private static final Plan TINY =
      new Plan(
          List.of(Way.RESIDENT, Way.REPLAY_PCAP),
          List.of(NO_TIME),
          List.of(Family.IPV4),
          1,
          1,
          2,
          1);
  private static final Plan QUICK =
      new Plan(
          List.of(Way.RESIDENT, Way.REPLAY_PCAP, Way.INITIATE_BACK),
          List.of(NO_TIME, LONGEST),
          List.of(Family.IPV4),
          3,
          3,
          30,
          2);
  private static final Plan FULL =
      new Plan(List.of(Way.values()), ROUND_TRIPS, List.of(Family.values()), 3, 9, 250, 5);

  /**
   * The number of clients for {@link Way#WAIT}. It is small, because each client waits for more
   * than five seconds.
   */
  private static final int CLIENTS_THAT_WAIT = 3;

  /** Creates the section. */
  public FirstReply() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "From an unknown client's first ping to its reply, beside a peer that is there already.";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Plan plan = Size.of(effort).choose(TINY, QUICK, FULL);
    try (ReplyWorld world = new ReplyWorld(plan.members())) {
      for (Way way : plan.ways()) {
        if (way.hasGateway()) {
          world.withGateway(
              way,
              gateway -> {
                warmUp(world, way, plan);
                measure(world, way, plan, figures);
              });
        } else {
          measure(world, way, plan, figures);
        }
      }
      figures.accept(afterStart(world, plan));
    }
  }

  private static void warmUp(ReplyWorld world, Way way, Plan plan) throws IOException {
    if (way != Way.WAIT) {
      world.roundTrip(NO_TIME);
      world.serve(plan.warmUp());
    }
  }

  private static void measure(ReplyWorld world, Way way, Plan plan, Consumer<Figure> figures)
      throws IOException {
    int rounds = way == Way.WAIT ? 1 : plan.rounds();
    int clients = way == Way.WAIT ? CLIENTS_THAT_WAIT : plan.clients();
    for (Duration roundTrip : plan.roundTrips()) {
      world.roundTrip(roundTrip);
      for (Family family : plan.families()) {
        List<Double> medians = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
          medians.add(median(world.firstReplies(world.join(clients, family), !way.hasGateway())));
        }
        figures.accept(new Cell(way, roundTrip, family).figure(medians));
      }
    }
  }

  private static double median(List<Double> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }

  private static Figure afterStart(ReplyWorld world, Plan plan) throws IOException {
    world.roundTrip(NO_TIME);
    List<Double> millis = new ArrayList<>();
    for (int start = 0; start < plan.starts(); start++) {
      List<Client> first = world.join(1, Family.IPV4);
      world.withGateway(
          Way.REPLAY_PCAP, gateway -> millis.addAll(world.firstReplies(first, false)));
    }
    return Figure.of(
            AFTER_START,
            NAME,
            "first client after a start, replay, pcap, RTT 0 ms, IPv4",
            "ms",
            Better.LOWER,
            millis)
        .against(new Cell(Way.REPLAY_PCAP, NO_TIME, Family.IPV4).id());
  }
}
