package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Policies joined by {@link EvictionPolicy#or}, in the order in which they are called. Immutable
 * and thread-safe.
 */
final class JoinedPolicy implements EvictionPolicy {
  private final List<EvictionPolicy> parts;

  JoinedPolicy(EvictionPolicy first, EvictionPolicy second) {
    List<EvictionPolicy> all = new ArrayList<>(partsOf(first));
    all.addAll(partsOf(Objects.requireNonNull(second, "other")));
    this.parts = List.copyOf(all);
  }

  /**
   * Returns the policies that a joined policy consists of. For a policy of any other class, returns
   * a list that contains only this policy.
   */
  private static List<EvictionPolicy> partsOf(EvictionPolicy policy) {
    return policy instanceof JoinedPolicy joined ? joined.parts : List.of(policy);
  }

  @Override
  public List<EvictionPolicy> parts() {
    return parts;
  }

  @Override
  public List<Eviction> select(HotSetView view) {
    List<Eviction> joined = new ArrayList<>();
    Set<PublicKey> keys = new HashSet<>();
    for (EvictionPolicy part : parts) {
      for (Eviction eviction : part.select(view)) {
        if (keys.add(eviction.key())) {
          joined.add(eviction);
        }
      }
    }
    return joined;
  }

  @Override
  public String toString() {
    return "JoinedPolicy" + parts;
  }
}
