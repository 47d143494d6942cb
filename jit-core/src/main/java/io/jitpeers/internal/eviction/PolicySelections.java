package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the evictions that the policies select in a sweep. Each part of a combined policy is
 * called separately, so a part that throws or returns an invalid selection does not affect the
 * others. Used once, on one thread.
 */
final class PolicySelections {
  private static final Logger log = LoggerFactory.getLogger(PolicySelections.class);

  /**
   * Limits how many selections are read from one policy: at most this number for each resident
   * peer, plus {@link #MOST_BESIDES}. A policy that selects each peer once stays below the limit.
   * The limit ends the reading of an endless list.
   */
  private static final int MOST_FOR_EACH_PEER = 4;

  private static final int MOST_BESIDES = 1_000;
  private static final int MOST_PARTS = 1_000;

  private final EvictionPolicy policy;
  private final HotSetView view;
  private final SweepCounters counters;
  private final Map<Eviction, ResidentPeer> selected = new LinkedHashMap<>();
  private final Set<PublicKey> taken = new HashSet<>();
  private @Nullable PolicyFailure failure;

  PolicySelections(EvictionPolicy policy, HotSetView view, SweepCounters counters) {
    this.policy = policy;
    this.view = view;
    this.counters = counters;
  }

  /** Calls every policy. Returns the selections of resident peers, at most one per peer. */
  Map<Eviction, ResidentPeer> ask() {
    parts().forEach(this::ask);
    return selected;
  }

  /**
   * Returns the first failure, with later failures as suppressed exceptions; null if no policy
   * failed.
   */
  @Nullable PolicyFailure failure() {
    return failure;
  }

  private List<EvictionPolicy> parts() {
    try {
      List<EvictionPolicy> parts = copyOf(policy.parts(), MOST_PARTS);
      if (!parts.isEmpty()) {
        return parts;
      }
    } catch (RuntimeException | Error e) {
      failed(policy, e);
    }
    return List.of(policy);
  }

  private void ask(EvictionPolicy part) {
    List<Eviction> wanted;
    try {
      wanted = copyOf(part.select(view), MOST_FOR_EACH_PEER * (long) view.size() + MOST_BESIDES);
    } catch (RuntimeException | Error e) {
      // Errors are caught too: a policy with a linkage error must not affect the others.
      failed(part, e);
      return;
    }
    take(part, wanted);
  }

  /**
   * Copies a list that a plug-in returned. Throws if the list is null, contains null, or has more
   * than {@code most} elements. The maximum is necessary because a faulty list could be endless.
   */
  private static <T> List<T> copyOf(@Nullable List<T> given, long most) {
    if (given == null) {
      throw new IllegalStateException("it returned null");
    }
    List<T> copy = new ArrayList<>();
    for (T element : given) {
      if (element == null) {
        throw new IllegalStateException("it returned a null element");
      }
      if (copy.size() >= most) {
        throw new IllegalStateException("it returned more than " + most + " elements");
      }
      copy.add(element);
    }
    return copy;
  }

  /**
   * Adds a policy's selections. Ignores a selection whose peer is not in the view or was selected
   * before.
   */
  private void take(EvictionPolicy part, List<Eviction> wanted) {
    Set<PublicKey> own = new HashSet<>();
    int ignored = 0;
    for (Eviction eviction : wanted) {
      ResidentPeer peer = view.find(eviction.key()).orElse(null);
      if (peer == null || !own.add(eviction.key())) {
        ignored++;
      } else if (taken.add(eviction.key())) {
        selected.put(eviction, peer);
      }
    }
    if (ignored > 0) {
      counters.ignored(ignored);
      log.warn(
          "ignored {} selections of the policy {}: their peers are not resident, or were selected"
              + " before",
          ignored,
          nameOf(part));
    }
  }

  private void failed(EvictionPolicy part, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    PolicyFailure next =
        new PolicyFailure("the eviction policy " + nameOf(part) + " failed: " + reason, cause);
    if (failure == null) {
      failure = next;
    } else {
      failure.addSuppressed(next);
    }
  }

  /**
   * Returns the policy's {@code toString}, or its class name if {@code toString} throws or returns
   * null.
   */
  private static String nameOf(EvictionPolicy part) {
    try {
      String text = part.toString();
      return text == null ? part.getClass().getName() : text;
    } catch (RuntimeException | Error e) {
      log.debug("a policy's toString failed", e);
      return part.getClass().getName();
    }
  }
}
