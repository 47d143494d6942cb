package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.admission.TokenBucket;
import io.jitpeers.internal.admission.TokenRate;
import io.jitpeers.internal.hotset.ResidentConfigs;
import io.jitpeers.internal.hotset.ResidentConfigs.Due;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which peer the control plane is asked about next. Peers that may have changed according
 * to a hint of the control plane come first. They are followed by the peers about which the latest
 * answer is no longer fresh. All peers share one rate limit. Each peer is queued only once, so a
 * flood of hints causes no more questions than the rate permits. Not thread-safe.
 */
final class Agenda {
  private final ResidentConfigs configs;
  private final TimeSource time;
  private final boolean enabled;
  private final Set<PublicKey> hinted = new LinkedHashSet<>();
  private final TokenBucket pace;

  /**
   * Creates an agenda without hints.
   *
   * @param pause the shortest interval between groups of questions; a group has at most as many
   *     questions as the rate permits in that interval
   */
  Agenda(RevalidationParts parts, Duration pause) {
    this.configs = parts.hotSet().configs();
    this.time = parts.time();
    this.enabled = parts.options().enabled();
    int rate = parts.options().rate();
    int burst = (int) Math.max(1, rate * pause.toMillis() / 1000);
    this.pace = new TokenBucket(TokenRate.of(rate, burst), time.nanoTime());
  }

  void hint(PublicKey key) {
    hinted.add(key);
  }

  void forget(PublicKey key) {
    hinted.remove(key);
  }

  /**
   * Returns the nanoseconds until the next question is due; {@link ResidentConfigs#NEVER} if there
   * is no peer to ask about.
   */
  long untilNext() {
    if (!hinted.isEmpty()) {
      return 0;
    }
    return enabled ? Math.max(0, configs.untilNext()) : ResidentConfigs.NEVER;
  }

  /** Returns the next question; null if no question is due or if the rate permits none yet. */
  @Nullable Question next() {
    long now = time.nanoTime();
    if (untilNext() > 0 || !pace.take(now)) {
      return null;
    }
    Iterator<PublicKey> hint = hinted.iterator();
    if (hint.hasNext()) {
      PublicKey key = hint.next();
      hint.remove();
      return new Question(key, now, Question.Reason.TURN);
    }
    List<Due> due = configs.takeDue(1);
    return due.isEmpty()
        ? null
        : new Question(due.get(0).key(), due.get(0).since(), Question.Reason.TURN);
  }
}
