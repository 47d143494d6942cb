package io.jitpeers.internal.revalidation;

import io.jitpeers.wireguard.PublicKey;
import java.util.HashMap;
import java.util.Map;

/** The resident peers whose configs break a rule now, and since when. Not thread-safe. */
final class Violations {
  /** Since when, and whether somebody was told. */
  private record Violation(long since, boolean told) {}

  private final Map<PublicKey, Violation> violations = new HashMap<>();

  /**
   * Notes one.
   *
   * @param mayPass whether it may be over as soon as the control plane was asked about others
   * @return whether to tell of it now: once, and of one that may pass only when it did not
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

  /** For how long a peer's config has broken a rule; 0 if it does not. */
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
