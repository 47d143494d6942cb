package io.jitpeers.internal.revalidation;

import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps peers from being evicted because a control plane that answers wrongly says that it knows
 * none of them. It looks at the last minute: of the peers that were asked about, how many would go?
 * While that is too many, every peer that would go is held, and believed to be gone only if the
 * answer is the same a while later, or an operator says so. Not thread-safe.
 */
final class Brake {
  private static final int WINDOW_SECONDS = 60;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final double share;
  private final int least;
  private final long holdNanos;
  private final long origin;
  // A count for each second of the window; a slot belongs to the second that it names.
  private final long[] seconds = new long[WINDOW_SECONDS];
  private final int[] asked = new int[WINDOW_SECONDS];
  private final int[] vanished = new int[WINDOW_SECONDS];
  private final Map<PublicKey, Long> held = new HashMap<>();
  private boolean engaged;

  /** What is to become of a peer that would go. */
  enum Verdict {
    GO,
    HOLD,
    /** It is the first one that is held. */
    HOLD_FIRST
  }

  Brake(RevalidationOptions options, long now) {
    this.share = options.brakeShare();
    this.least = options.brakeLeast();
    this.holdNanos = options.brakeHold().toNanos();
    this.origin = now;
    Arrays.fill(seconds, -1);
  }

  /** The control plane answered about a peer that stays. */
  void stays(PublicKey key, long now) {
    asked[slot(now)]++;
    held.remove(key);
    disengageIfCalm(now);
  }

  /** The control plane answered so that a peer would go. */
  Verdict wouldGo(PublicKey key, long now) {
    int slot = slot(now);
    asked[slot]++;
    vanished[slot]++;
    Long since = held.get(key);
    if (since != null && now - since >= holdNanos) {
      held.remove(key);
      disengageIfCalm(now);
      return Verdict.GO;
    }
    boolean first = !engaged && isTooMany(now);
    engaged |= first;
    if (!engaged) {
      return Verdict.GO;
    }
    held.putIfAbsent(key, now);
    return first ? Verdict.HOLD_FIRST : Verdict.HOLD;
  }

  private boolean isTooMany(long now) {
    int gone = sum(vanished, now);
    return gone > least && gone > share * sum(asked, now);
  }

  private void disengageIfCalm(long now) {
    engaged &= !held.isEmpty() || isTooMany(now);
  }

  /** A peer left in another way. */
  void forget(PublicKey key, long now) {
    if (held.remove(key) != null) {
      disengageIfCalm(now);
    }
  }

  /** An operator believes the answers: gives the peers that were held, which go now. */
  List<PublicKey> release() {
    List<PublicKey> all = new ArrayList<>(held.keySet());
    held.clear();
    engaged = false;
    Arrays.fill(seconds, -1);
    return all;
  }

  boolean isEngaged(long now) {
    disengageIfCalm(now);
    return engaged;
  }

  /** How many peers are held. */
  int held() {
    return held.size();
  }

  /** How long a peer that is held is left alone. */
  Duration hold() {
    return Duration.ofNanos(holdNanos);
  }

  /** Peers within the last minute that would have gone. */
  int vanished(long now) {
    return sum(vanished, now);
  }

  /** Peers within the last minute that were asked about. */
  int asked(long now) {
    return sum(asked, now);
  }

  private int slot(long now) {
    long second = second(now);
    int slot = (int) (second % WINDOW_SECONDS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      asked[slot] = 0;
      vanished[slot] = 0;
    }
    return slot;
  }

  private int sum(int[] counts, long now) {
    long second = second(now);
    int sum = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      if (seconds[i] >= 0 && second - seconds[i] < WINDOW_SECONDS) {
        sum += counts[i];
      }
    }
    return sum;
  }

  private long second(long now) {
    return Math.max(0, now - origin) / NANOS_PER_SECOND;
  }
}
