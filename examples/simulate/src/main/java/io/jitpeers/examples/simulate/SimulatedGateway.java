package io.jitpeers.examples.simulate;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One gateway on simulated time. A client that begins to have traffic is installed unless its peer
 * is resident; sweeps call the library's eviction policies. Clients that have traffic in second 0
 * are resident at the beginning, without a pull. Not thread-safe.
 */
final class SimulatedGateway {
  /**
   * Ten minutes, in seconds. If a peer is installed again within this time after its eviction, it
   * was evicted too early.
   */
  private static final int SOON = 600;

  private static final int REKEY_TIMEOUT = 5;

  /** REJECT_AFTER_TIME: a session of this age, in seconds, has expired. */
  private static final int SESSION = 180;

  private final Trace trace;
  private final Plan plan;
  private final int every;
  private final int floor;
  private final EvictionPolicy policy;
  private final Residents residents;
  private final PullLoad pulls;
  private final HotSetSeries hotSet;

  /**
   * The index of each period whose client was refused because the maximum number of peers was
   * resident.
   */
  private final Deque<Integer> refused = new ArrayDeque<>();

  private long refusals;
  private long soonAgain;
  private long interrupted;
  private double sweepSeconds;
  private double longestSweep;

  private SimulatedGateway(Trace trace, Plan plan) {
    this.trace = trace;
    this.plan = plan;
    this.every = (int) plan.every().toSeconds();
    this.floor = (int) plan.losslessFloor().toSeconds();
    this.policy = plan.policy();
    this.residents = new Residents(trace.clients(), every);
    this.pulls = new PullLoad(trace.seconds());
    this.hotSet = new HotSetSeries(every);
  }

  /** Simulates the whole trace with the settings of a plan. */
  static SimulationResult run(Trace trace, Plan plan) {
    return new SimulatedGateway(trace, plan).run();
  }

  private SimulationResult run() {
    int next = 0;
    for (int now = every; now <= trace.seconds(); now += every) {
      for (; next < trace.size() && trace.from(next) < now; next++) {
        begin(next, trace.from(next), true);
      }
      sweep(now);
      beginRefused(now);
    }
    for (; next < trace.size(); next++) {
      begin(next, trace.from(next), true);
    }
    return new SimulationResult(
        plan,
        hotSet,
        pulls,
        soonAgain,
        interrupted,
        refusals,
        longestSweep,
        sweepSeconds / trace.seconds());
  }

  /**
   * Handles a client that begins to have traffic, or that tries again after it was refused.
   *
   * @param first whether the client begins to have traffic; a refusal is counted only then
   */
  private void begin(int period, int second, boolean first) {
    int client = trace.client(period);
    if (residents.contains(client)) {
      residents.use(client, second, trace.to(period));
    } else if (residents.size() >= plan.maxPeers()) {
      refusals += first ? 1 : 0;
      refused.add(period);
    } else {
      if (second > 0) {
        pulls.add(second);
      }
      if (residents.sinceEviction(client, second) <= SOON) {
        soonAgain++;
        interrupted += second - residents.handshakeAtEviction(client) < SESSION ? 1 : 0;
      }
      residents.install(client, second, trace.to(period));
    }
  }

  /**
   * Lets refused clients try again after a sweep, if they still have traffic. Such a client sends
   * an initiation every 5 s (REKEY_TIMEOUT), so it tries within 5 s after the sweep.
   */
  private void beginRefused(int now) {
    for (int tries = refused.size(); tries > 0; tries--) {
      int period = refused.remove();
      if (trace.to(period) > now) {
        begin(period, now + period % REKEY_TIMEOUT, false);
      }
    }
  }

  private void sweep(int now) {
    residents.listAt(now);
    int before = residents.size();
    int evicted = 0;
    for (Eviction eviction : policy.select(HotSetView.of(residents, Integer.MAX_VALUE))) {
      int client = Residents.client(eviction.key());
      if (residents.contains(client) && residents.handshakeAge(client) >= floor) {
        residents.evict(client);
        evicted++;
      }
    }
    hotSet.add(before, residents.size());
    double seconds = MeasuredCosts.sweepSeconds(before, evicted);
    sweepSeconds += seconds;
    longestSweep = Math.max(longestSweep, seconds);
  }
}
