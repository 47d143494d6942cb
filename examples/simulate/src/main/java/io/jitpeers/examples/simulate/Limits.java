package io.jitpeers.examples.simulate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits that recommended settings must keep.
 *
 * @param soonAgain the highest permitted share of installs that follow an eviction of the same peer
 *     within ten minutes
 * @param pullsPerSecond how many pulls the control plane answers in a second; null for any number
 */
record Limits(double soonAgain, @Nullable Integer pullsPerSecond) {
  /**
   * The longest time, in seconds, that a pull (a lookup of a peer) may wait in the control plane's
   * queue. It is far below REKEY_TIMEOUT (5 s), after which the waiting client sends another
   * initiation.
   */
  static final double LONGEST_WAIT = 1;

  /** MAX_PEERS_PER_DEVICE of the kernel (drivers/net/wireguard/messages.h). */
  private static final int KERNEL_LIMIT = 1 << 20;

  /**
   * The largest share of the time that sweeps may take. Most of the time has to be left for
   * installing peers.
   */
  private static final double MOST_SWEEPING = 0.1;

  private static final int PERCENT = 100;

  /**
   * Returns the reasons why a result must not be recommended, as clauses; empty if it may be
   * recommended.
   */
  List<String> objections(SimulationResult result) {
    List<String> objections = new ArrayList<>();
    if (result.refusals() > 0) {
      objections.add("clients are refused " + Texts.number(result.refusals()) + " times");
    }
    if (result.hotSet().most() > KERNEL_LIMIT) {
      objections.add("there are more resident peers than the kernel permits");
    }
    double wait = pullsPerSecond == null ? 0 : result.pulls().longestWait(pullsPerSecond);
    if (wait > LONGEST_WAIT) {
      objections.add("pulls wait for up to " + Texts.seconds(wait) + " at the control plane");
    }
    if (result.soonAgainShare() > soonAgain) {
      objections.add(
          Texts.decimal(PERCENT * result.soonAgainShare())
              + " % of the installs follow an eviction within ten minutes");
    }
    if (result.sweeping() > MOST_SWEEPING) {
      objections.add(
          "sweeps run for " + Texts.decimal(PERCENT * result.sweeping()) + " % of the time");
    }
    return objections;
  }
}
