package io.jitpeers.internal.watch;

import com.google.common.collect.Lists;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import java.util.List;
import java.util.Objects;

/** An eviction policy whose calls are timed. Thread-safe if the policy is. */
public final class WatchedPolicy implements EvictionPolicy {
  private final EvictionPolicy policy;
  private final CallWatch watch;
  private final Party party;

  public WatchedPolicy(EvictionPolicy policy, CallWatch watch) {
    this.policy = policy;
    this.watch = watch;
    this.party =
        watch.party(
            "the eviction policy " + policy, "the sweep waits for it, and no peer is evicted");
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

  /** Returns the parts of a combined policy, each of which is timed separately. */
  @Override
  public List<EvictionPolicy> parts() {
    List<EvictionPolicy> parts = Objects.requireNonNull(policy.parts(), "it returned null");
    return parts.size() == 1
        ? List.of(this)
        : Lists.transform(parts, part -> new WatchedPolicy(part, watch));
  }

  @Override
  public String toString() {
    return policy.toString();
  }
}
