package io.jitpeers.examples.simulate;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.IdlePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway's settings, whose effect is simulated.
 *
 * @param idleAfter how long a peer is idle before it is evicted
 * @param every the time between two sweeps, whole seconds
 * @param maxPeers the maximum number of resident peers; {@link Integer#MAX_VALUE} for no limit
 * @param losslessFloor the age below which a session protects its peer from eviction
 */
record Plan(Duration idleAfter, Duration every, int maxPeers, Duration losslessFloor) {
  /** The gateway's default for the soft limit of resident peers, as a share of the hard limit. */
  private static final double SOFT = 0.9;

  /** Returns the library's eviction policy that these settings select. */
  EvictionPolicy policy() {
    IdlePolicy idle = IdlePolicy.of(idleAfter);
    if (maxPeers == Integer.MAX_VALUE) {
      return idle;
    }
    int soft = Math.max(1, (int) (maxPeers * SOFT));
    return idle.or(CapacityPolicy.of(soft, maxPeers, idleAtSoftLimit()));
  }

  private Duration idleAtSoftLimit() {
    Duration floor = EvictionPolicies.LOSSLESS_FLOOR;
    return idleAfter.compareTo(floor) < 0 ? floor : idleAfter;
  }

  /** Returns a short description for people. */
  String text() {
    return "idle-after " + Texts.duration(idleAfter) + ", every " + Texts.duration(every);
  }

  /** Returns the gateway's settings as lines of a settings file. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    settings.add("eviction.every=" + Texts.duration(every));
    settings.add("eviction-policy.idle.after=" + Texts.duration(idleAfter));
    if (maxPeers != Integer.MAX_VALUE) {
      settings.add("eviction-policy=expiry,probation,idle,capacity");
      settings.add("eviction-policy.capacity.hard=" + maxPeers);
      settings.add("eviction-policy.capacity.idle=" + Texts.duration(idleAtSoftLimit()));
      settings.add("provisioning.max-resident-peers=" + maxPeers);
    }
    if (losslessFloor.isZero()) {
      settings.add("eviction.accept-session-loss=true");
      settings.add("eviction.lossless-floor=0s");
    }
    return settings;
  }
}
