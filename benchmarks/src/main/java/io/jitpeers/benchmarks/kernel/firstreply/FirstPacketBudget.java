package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures how long a first packet takes in each stage, from its capture until it is returned to
 * the kernel. Gateway and control plane are the programs that users run; the times are those of the
 * gateway's own metrics, read before and after each client. The clients come one after another, and
 * each is new to the gateway, which has served others before.
 */
public final class FirstPacketBudget implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "first-packet";

  /** The ways in which the measured gateways return a first packet to the kernel. */
  public static final List<Way> WAYS = List.of(Way.REPLAY_PCAP, Way.REPLAY_NFQUEUE);

  /** The maximum number of attempts to read a client's times from the metrics. */
  private static final int READS = 100;

  /**
   * The extent of the measurement.
   *
   * @param warmUp the number of clients that each gateway serves before the measurement
   */
  private record Plan(int rounds, int clients, int warmUp) {
    int members() {
      return (WAYS.size() + 1) * rounds * clients + WAYS.size() * warmUp;
    }
  }

  private static final Plan TINY = new Plan(1, 1, 2);
  private static final Plan QUICK = new Plan(2, 40, 60);
  private static final Plan FULL = new Plan(3, 200, 250);

  /** Creates the section. */
  public FirstPacketBudget() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "The time of a first packet in each stage, from its capture to its reinjection.";
  }

  @Override
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Plan plan = Size.of(effort).choose(TINY, QUICK, FULL);
    try (ReplyWorld world = new ReplyWorld(plan.members())) {
      world.roundTrip(Duration.ZERO);
      resident(world, plan).report(figures);
      for (Way way : WAYS) {
        BudgetFigures budget = new BudgetFigures(way);
        world.withGateway(
            way,
            gateway -> {
              world.serve(plan.warmUp());
              for (int round = 0; round < plan.rounds(); round++) {
                budget.add(serve(world, gateway, plan.clients()));
              }
            });
        budget.report(figures);
      }
    }
  }

  private static BudgetFigures resident(ReplyWorld world, Plan plan) throws IOException {
    BudgetFigures figures = new BudgetFigures(Way.RESIDENT);
    StageTimes none = StageTimes.of("");
    for (int round = 0; round < plan.rounds(); round++) {
      figures.add(
          world.firstReplies(world.join(plan.clients(), Family.IPV4), true).stream()
              .map(millis -> served(none, millis))
              .toList());
    }
    return figures;
  }

  private static List<BudgetFigures.Served> serve(
      ReplyWorld world, GatewayProcess gateway, int count) throws IOException {
    List<Client> clients = world.join(count, Family.IPV4);
    List<BudgetFigures.Served> served = new ArrayList<>();
    StageTimes before = StageTimes.of(gateway.metrics());
    for (Client client : clients) {
      double millis = world.firstReply(client);
      StageTimes after = next(gateway, before);
      served.add(served(after.since(before), millis));
      before = after;
    }
    world.leave(clients);
    return served;
  }

  private static BudgetFigures.Served served(StageTimes times, double millis) {
    return new BudgetFigures.Served(times, millis * 1000);
  }

  /**
   * Reads the gateway's metrics until they count one client more than {@code before}. The first
   * reading may come too early, because the gateway updates its metrics with a delay.
   */
  private static StageTimes next(GatewayProcess gateway, StageTimes before) throws IOException {
    for (int read = 0; read < READS; read++) {
      StageTimes now = StageTimes.of(gateway.metrics());
      if (now.installed() > before.installed() + 1) {
        throw new IOException("The gateway served more than the measured client");
      }
      if (now.installed() == before.installed() + 1) {
        // The first reading may have come between two times of one packet.
        return StageTimes.of(gateway.metrics());
      }
    }
    throw new IOException("The gateway's metrics do not contain a client that was served");
  }
}
