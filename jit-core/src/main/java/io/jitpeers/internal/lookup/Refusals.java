package io.jitpeers.internal.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.event.Outcome;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Why peers were not let in a moment ago. Whoever holds one valid key can send any number of
 * initiations; a client sends one in five seconds. So for less than that, a refusal holds for
 * whatever else comes with that key, and nothing is asked. Bounded. Thread-safe.
 */
public final class Refusals {
  /** Less than REKEY_TIMEOUT, whitepaper section 6.1. */
  public static final Duration HELD = Duration.ofSeconds(3);

  private final Cache<PublicKey, Refusal> refusals;
  private final LongAdder used = new LongAdder();

  /**
   * Why a peer was not let in.
   *
   * @param outcome what became of its packet
   * @param reason a sentence
   * @param departures for a conflict, {@link io.jitpeers.internal.hotset.HotSet#departures} before
   *     it was seen: it no longer holds when an address may have become free since. Null for
   *     everything else
   */
  public record Refusal(Outcome outcome, String reason, @Nullable Integer departures) {
    boolean holds(int departuresNow) {
      return departures == null || departures == departuresNow;
    }
  }

  Refusals(long size, TimeSource time) {
    this.refusals =
        Caffeine.newBuilder()
            .maximumSize(size)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .expireAfterWrite(HELD)
            .build();
  }

  /** Remembers a refusal, unless there is one that came before. */
  public void remember(PublicKey key, Refusal refusal) {
    refusals.asMap().putIfAbsent(key, refusal);
  }

  /** Returns a refusal that still holds. */
  public Optional<Refusal> of(PublicKey key, int departuresNow) {
    Refusal refusal = refusals.getIfPresent(key);
    if (refusal == null) {
      return Optional.empty();
    }
    if (!refusal.holds(departuresNow)) {
      refusals.asMap().remove(key, refusal);
      return Optional.empty();
    }
    used.increment();
    return Optional.of(refusal);
  }

  /** Lets a key be judged anew. */
  public void forget(PublicKey key) {
    refusals.invalidate(key);
  }

  void forgetAll() {
    refusals.invalidateAll();
  }

  /** How often a refusal held. */
  public long used() {
    return used.sum();
  }
}
