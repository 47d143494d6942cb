package io.jitpeers.internal.watch;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import java.util.List;

/** A policy whose calls are timed. Thread-safe, as the policy is. */
public final class WatchedPolicy implements EvictionPolicy {
  private final EvictionPolicy policy;
  private final Party party;

  public WatchedPolicy(EvictionPolicy policy, CallWatch watch) {
    this.policy = policy;
    this.party =
        watch.party(
            "the eviction policy " + policy, "the sweep waits for it, and nobody is evicted");
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    Party.Call call = party.begin("select peers");
    try {
      return policy.select(view);
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public String toString() {
    return policy.toString();
  }
}
