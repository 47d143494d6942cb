package io.jitpeers.examples.quickstart;

import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.statistics.JitStatistics;
import java.util.function.Supplier;

/**
 * What was counted at one moment. {@link #lookups}, {@link #requests} and {@link #notModified} do
 * not count lookups about resident peers, because the number of such lookups cannot be predicted.
 * The gateway asks about a resident peer again when the answer about the peer is no longer fresh,
 * for example after the clock was moved, or because the machine is slow.
 *
 * @param gateway the gateway's counters
 * @param controlPlane the requests that the control plane received
 */
record Counts(JitStatistics gateway, ControlPlaneServer.Requests controlPlane) {

  /**
   * Waits until no resident peer is due for revalidation, and returns what was counted then. A
   * lookup that begins while the counters are read can be missing from some of them. Two readings
   * in a row must therefore show the same numbers of lookups.
   *
   * @param gateway reads the gateway's counters
   */
  static Counts awaitQuiet(World world, Supplier<JitStatistics> gateway)
      throws ClaimFailedException, InterruptedException {
    Counts[] quiet = new Counts[1];
    Claims.await(
        () -> {
          Counts first = read(world, gateway);
          quiet[0] = read(world, gateway);
          return first.isQuiet() && quiet[0].isQuiet() && first.hasSameLookupsAs(quiet[0]);
        },
        "the lookups about resident peers are answered");
    return quiet[0];
  }

  private static Counts read(World world, Supplier<JitStatistics> gateway) {
    return new Counts(gateway.get(), world.controlPlane().requests());
  }

  private boolean isQuiet() {
    JitStatistics.Revalidations now = gateway.revalidations();
    return now.open() == 0 && now.mostOverdue().isZero();
  }

  private boolean hasSameLookupsAs(Counts other) {
    return controlPlane.withoutStreams() == other.controlPlane.withoutStreams()
        && gateway.lookups().asked() == other.gateway.lookups().asked()
        && gateway.revalidations().asked() == other.gateway.revalidations().asked();
  }

  /** Returns the number of lookups so far that were not about resident peers. */
  long lookups() {
    return gateway.lookups().asked() - gateway.revalidations().asked();
  }

  /** Returns the number of HTTP requests so far that were not about resident peers. */
  long requests() {
    return controlPlane.withoutStreams() - gateway.revalidations().asked();
  }

  /**
   * Returns the number of answers 304 so far to requests that were not about resident peers.
   * Subtracts the requests about resident peers from all answers 304: each of these requests was
   * answered with 304, because the configs of resident peers do not change.
   */
  long notModified() {
    return controlPlane.notModified() - gateway.revalidations().asked();
  }
}
