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
 * Prevents mass evictions when a faulty control plane answers that it knows no peers. Counts all
 * answers of the last minute, and the answers that call for the removal of a peer. If too many
 * answers call for a removal, the brake engages. Peers that would be removed are then held: they
 * stay on the device. A held peer is removed only if the control plane repeats its answer later, if
 * an operator releases the brake, or if there is another reason for the removal, such as idleness.
 * Not thread-safe.
 */
final class Brake {
  private static final int WINDOW_SECONDS = 60;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final double share;
  private final int least;
  private final long holdNanos;
  private final long origin;
  // One slot for each second of the window; {@code seconds} shows to which second a slot belongs.
  private final long[] seconds = new long[WINDOW_SECONDS];
  private final int[] asked = new int[WINDOW_SECONDS];
  private final int[] vanished = new int[WINDOW_SECONDS];
  private final Map<PublicKey, Long> held = new HashMap<>();
  private boolean engaged;

  /** The possible decisions about a peer after an answer that calls for the peer's removal. */
  enum Verdict {
    GO,
    HOLD,
    /**
     * Like {@link #HOLD}: the peer stays on the device. In addition, this answer has just engaged
     * the brake.
     */
    HOLD_FIRST
  }

  Brake(RevalidationOptions options, long now) {
    this.share = options.brakeShare();
    this.least = options.brakeLeast();
    this.holdNanos = options.brakeHold().toNanos();
    this.origin = now;
    Arrays.fill(seconds, -1);
  }

  /** Records an answer after which a peer stays. */
  void stays(PublicKey key, long now) {
    asked[slot(now)]++;
    held.remove(key);
    disengageIfCalm(now);
  }

  /**
   * Records an answer that calls for a peer's removal, and decides whether to remove or hold the
   * peer.
   */
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

  /**
   * Forgets a peer that has left the device, for example because it was idle or because another
   * program removed it. Does nothing if the brake does not hold the peer.
   */
  void forget(PublicKey key, long now) {
    if (held.remove(key) != null) {
      disengageIfCalm(now);
    }
  }

  /** Releases the brake. Returns the peers that were held; the caller removes them. */
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

  /** Returns the number of held peers. */
  int held() {
    return held.size();
  }

  /** Returns how long to wait before the control plane is asked again about a held peer. */
  Duration hold() {
    return Duration.ofNanos(holdNanos);
  }

  /** Returns the number of answers in the last minute that called for the removal of a peer. */
  int vanished(long now) {
    return sum(vanished, now);
  }

  /** Returns the number of answers in the last minute. */
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
