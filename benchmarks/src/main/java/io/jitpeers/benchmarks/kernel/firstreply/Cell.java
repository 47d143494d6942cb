package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.benchmarks.figures.Better;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Family;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The parameters of one measurement of the time to the first reply. Immutable.
 *
 * @param way how the gateway handles the first packet
 * @param roundTrip the round-trip time between client and gateway
 * @param family the IP version of the tunnel's outer packets
 */
public record Cell(Way way, Duration roundTrip, Family family) {

  /** Returns the id of the {@link Figure} that contains the values of this measurement. */
  public String id() {
    return FirstReply.NAME
        + "."
        + way.name().toLowerCase(Locale.ROOT).replace('_', '-')
        + ".rtt"
        + roundTrip.toMillis()
        + "."
        + family.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the measured values as a {@link Figure}. The figure is compared with the figure of
   * {@link Way#RESIDENT} for the same round-trip time and IP version. The figure of {@link
   * Way#RESIDENT} itself is compared with no other figure.
   *
   * @param millis the median time to the first reply in each round, in milliseconds
   */
  Figure figure(List<Double> millis) {
    Figure figure =
        Figure.of(
            id(),
            FirstReply.NAME,
            way.toString().replace("`", "") + ", RTT " + roundTrip.toMillis() + " ms, " + family,
            "ms",
            Better.LOWER,
            millis);
    return way.hasGateway()
        ? figure.against(new Cell(Way.RESIDENT, roundTrip, family).id())
        : figure;
  }
}
