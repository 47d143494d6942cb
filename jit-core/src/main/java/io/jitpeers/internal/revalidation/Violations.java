package io.jitpeers.internal.revalidation;

import io.jitpeers.wireguard.PublicKey;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds the peers on the device whose configs at the control plane break a rule or conflict with
 * another peer. Also holds the time at which each violation was first found. Not thread-safe.
 */
final class Violations {
  /** The time when the violation was first found, and whether it was reported. */
  private record Violation(long since, boolean told) {}

  private final Map<PublicKey, Violation> violations = new HashMap<>();

  /**
   * Adds a violation.
   *
   * @param mayPass whether other peers hold allowed IPs that the config wants. Such a violation may
   *     end, because the control plane is then asked about these other peers
   * @return whether to report the violation now. Each violation is reported once. A violation that
   *     may end is reported when it is found for the second time, any other violation when it is
   *     found for the first time
   */
  boolean add(PublicKey key, long now, boolean mayPass) {
    Violation before = violations.get(key);
    boolean tell = before == null ? !mayPass : !before.told();
    boolean told = tell || (before != null && before.told());
    violations.put(key, new Violation(before == null ? now : before.since(), told));
    return tell;
  }

  void remove(PublicKey key) {
    violations.remove(key);
  }

  /**
   * Returns the time in nanoseconds since the violation of a peer was first found; 0 if the peer
   * has none.
   */
  long nanos(PublicKey key, long now) {
    Violation violation = violations.get(key);
    return violation == null ? 0 : now - violation.since();
  }

  boolean contains(PublicKey key) {
    return violations.containsKey(key);
  }

  int size() {
    return violations.size();
  }
}
