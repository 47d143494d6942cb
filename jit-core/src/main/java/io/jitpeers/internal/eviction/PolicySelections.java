package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.HotSetView;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the policies of a sweep select. Each policy that is joined is asked for itself: one that
 * throws, or selects what cannot be selected, keeps no other from being heard. Used once, on one
 * thread.
 */
final class PolicySelections {
  private static final Logger log = LoggerFactory.getLogger(PolicySelections.class);

  /**
   * So many selections are read for each peer, and so many besides: more than any policy makes that
   * selects each peer once. One that goes on for ever ends there.
   */
  private static final int MOST_FOR_EACH_PEER = 4;

  private static final int MOST_BESIDES = 1_000;
  private static final int MOST_PARTS = 1_000;

  private final EvictionPolicy policy;
  private final HotSetView view;
  private final SweepCounters counters;
  private final Map<PublicKey, ResidentPeer> residents = new HashMap<>();
  private final Map<Eviction, ResidentPeer> selected = new LinkedHashMap<>();
  private final Set<PublicKey> taken = new HashSet<>();
  private @Nullable PolicyFailure failure;

  PolicySelections(EvictionPolicy policy, HotSetView view, SweepCounters counters) {
    this.policy = policy;
    this.view = view;
    this.counters = counters;
  }

  /** Asks every policy; gives what they selected of resident peers, no peer twice. */
  Map<Eviction, ResidentPeer> ask() {
    parts().forEach(this::ask);
    return selected;
  }

  /** What failed, with what failed after it as suppressed; null if every policy answered. */
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
      // Also errors: a policy that does not link must not keep the others from being asked.
      failed(part, e);
      return;
    }
    take(part, wanted);
  }

  /** Reads a list that somebody else made, which may hold anything, or have no end. */
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

  /** Drops selections of what is not in the view, or that one policy makes twice. */
  private void take(EvictionPolicy part, List<Eviction> wanted) {
    if (!wanted.isEmpty() && residents.isEmpty()) {
      view.peers().forEach(peer -> residents.put(peer.key(), peer));
    }
    Set<PublicKey> own = new HashSet<>();
    int ignored = 0;
    for (Eviction eviction : wanted) {
      ResidentPeer peer = residents.get(eviction.key());
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

  /** A policy's own text, or its class if it has none. */
  private static String nameOf(EvictionPolicy part) {
    try {
      String text = part.toString();
      return text == null ? part.getClass().getName() : text;
    } catch (RuntimeException | Error e) {
      log.debug("a policy has no text", e);
      return part.getClass().getName();
    }
  }
}
