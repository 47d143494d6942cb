package io.jitpeers.benchmarks.kernel.flood;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import io.jitpeers.benchmarks.kernel.Size;
import io.jitpeers.kerneltests.gateway.floods.Flood;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Measures how long known clients wait for their first reply when they return after an eviction.
 * Each round measures three states: without a flood, while unknown clients flood the gateway, and
 * five seconds after the end of a flood. The control plane delays each answer. With full effort, a
 * second measurement has a control plane that answers at once. The gateway has its default limits,
 * except for the limit of concurrent lookups, which is lower so that a flood can reach it.
 */
public final class FirstReplyInFlood implements Section {
  /** The name of this section of the benchmarks. */
  public static final String NAME = "flood";

  /** The delay of the slow control plane. */
  public static final Duration SLOW = Duration.ofMillis(200);

  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration LONGEST_FLOOD = Duration.ofSeconds(60);

  /** The time after a flood until the measurement. The gateway must be back to normal by then. */
  private static final Duration CALM_AGAIN = Duration.ofSeconds(5);

  /**
   * The extent of the measurement.
   *
   * @param controlPlanes the delays of the control planes
   * @param clients the number of clients that connect in each measurement without a flood, and
   *     during each flood
   * @param after the number of clients that connect after each flood
   * @param warmUps how often all clients connect before the measurement; with full effort the
   *     number of connections exceeds 200, the number of calls after which the JVM compiles a
   *     method
   * @param before the time from the start of a flood until the first client connects
   */
  private record Plan(
      List<Duration> controlPlanes,
      int rounds,
      int clients,
      int after,
      int warmUps,
      Duration before) {}

  private static final Plan TINY = new Plan(List.of(SLOW), 1, 2, 1, 1, Duration.ofMillis(500));
  private static final Plan QUICK = new Plan(List.of(SLOW), 2, 8, 4, 3, Duration.ofSeconds(4));
  private static final Plan FULL =
      new Plan(List.of(SLOW, AT_ONCE), 5, 40, 10, 6, Duration.ofSeconds(4));

  /** Creates the section. */
  public FirstReplyInFlood() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "A known client's first reply beside floods of strangers, beside calm.";
  }

  @Override
  @SuppressWarnings("SystemOut") // For human readers of the run's output.
  public void run(Effort effort, Consumer<Figure> figures) throws Exception {
    Plan plan = Size.of(effort).choose(TINY, QUICK, FULL);
    try (FloodWorld world = new FloodWorld(plan.clients())) {
      for (Duration controlPlane : plan.controlPlanes()) {
        world.controlPlaneTakes(controlPlane);
        for (int i = 0; i < plan.warmUps(); i++) {
          world.serve();
        }
        FloodReport report = new FloodReport(controlPlane);
        for (int round = 0; round < plan.rounds(); round++) {
          measure(world, plan, report);
        }
        report.figures().forEach(figures);
        System.out.println("Packets so far: " + world.outcomes());
      }
    }
  }

  private static void measure(FloodWorld world, Plan plan, FloodReport report) throws IOException {
    int lost = world.lostPings();
    world.awaitGone();
    report.calm(world.firstReplies(plan.clients()));
    report.lost(FloodReport.CALM, world.lostPings() - lost);
    for (FloodKind kind : FloodKind.values()) {
      lost = world.lostPings();
      world.awaitGone();
      report.flood(kind, beside(world, kind, plan, report));
      long end = System.nanoTime();
      world.awaitGone();
      LockSupport.parkNanos(end + CALM_AGAIN.toNanos() - System.nanoTime());
      report.after(kind, world.firstReplies(plan.after()));
      report.lost(kind.id(), world.lostPings() - lost);
    }
  }

  private static List<Double> beside(
      FloodWorld world, FloodKind kind, Plan plan, FloodReport report) throws IOException {
    Flood flood = world.flood(kind, LONGEST_FLOOD);
    long start = System.nanoTime();
    List<Double> millis;
    try (flood) {
      LockSupport.parkNanos(plan.before().toNanos());
      millis = world.firstReplies(plan.clients());
      if (!flood.isRunning()) {
        throw new IOException("The flood of " + kind + " ended before the last client had come");
      }
    }
    report.sent(kind, flood.awaitEnd(), Duration.ofNanos(System.nanoTime() - start));
    return millis;
  }
}
