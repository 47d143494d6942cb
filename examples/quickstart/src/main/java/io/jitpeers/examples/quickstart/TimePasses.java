package io.jitpeers.examples.quickstart;

import java.time.Duration;

/** Moves the clock forward in steps of a minute, with sweeps in between. */
final class TimePasses {
  private static final Duration STEP = Duration.ofMinutes(1);

  private final World world;
  private final UdpGateway gateway;
  private final Duration origin;

  TimePasses(World world, UdpGateway gateway) {
    this.world = world;
    this.gateway = gateway;
    this.origin = world.clock().moved();
  }

  /** Records the current size of the hot set. */
  void sample(String remark) {
    world.chart().add(world.clock().moved().minus(origin), gateway.statistics().resident(), remark);
  }

  /** Moves the clock and waits for a sweep. Does not record the size of the hot set. */
  void pass(Duration time) throws ClaimFailedException, InterruptedException {
    world.clock().moveForward(time);
    awaitSweep();
  }

  /** Moves the clock by a number of minutes. */
  void minutes(int count) throws ClaimFailedException, InterruptedException {
    for (int i = 0; i < count; i++) {
      int before = gateway.statistics().resident();
      pass(STEP);
      int after = gateway.statistics().resident();
      sample(before == after ? "" : (before - after) + " evicted");
    }
  }

  /** Waits for the end of two sweeps. The first one may have begun before the clock was moved. */
  private void awaitSweep() throws ClaimFailedException, InterruptedException {
    long before = gateway.statistics().sweeps().completed();
    Claims.await(() -> gateway.statistics().sweeps().completed() >= before + 2, "the cron sweeps");
  }
}
