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
 * Remembers recent refusals of peers. The holder of one valid key can send any number of
 * initiations, but an honest client sends only one in 5 s. Therefore a refusal also applies to all
 * further initiations with the same key within {@link #HELD}, which is less than 5 s. These
 * initiations cause no lookup. The number of remembered refusals is bounded. Thread-safe.
 */
public final class Refusals {
  /** How long a refusal applies: less than REKEY_TIMEOUT (whitepaper, section 6.1). */
  public static final Duration HELD = Duration.ofSeconds(3);

  private final Cache<PublicKey, Refusal> refusals;
  private final LongAdder used = new LongAdder();

  /**
   * The outcome and the reason of a refusal.
   *
   * @param outcome the outcome of the peer's packet
   * @param reason the reason, as a sentence
   * @param departures if the reason is a conflict of allowed IPs, the value that {@link
   *     io.jitpeers.internal.hotset.HotSet#departures} returned before the conflict was found; null
   *     for any other reason. When that method returns another value, the allowed IPs may be free,
   *     and the refusal no longer applies
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

  /** Remembers a refusal, unless an earlier one of the same key still applies. */
  public void remember(PublicKey key, Refusal refusal) {
    refusals.asMap().putIfAbsent(key, refusal);
  }

  /**
   * Returns the refusal that applies to a key.
   *
   * @param departuresNow the current value of {@link io.jitpeers.internal.hotset.HotSet#departures}
   */
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

  /**
   * A refusal that applies to a key now.
   *
   * @param refusal the refusal
   * @param left how much longer the refusal applies. If its reason is a conflict of allowed IPs,
   *     the refusal ends earlier when a peer leaves the device
   */
  public record Standing(Refusal refusal, Duration left) {}

  /**
   * Returns the refusal that applies to a key. Unlike {@link #of}, has no side effects.
   *
   * @param departuresNow the current value of {@link io.jitpeers.internal.hotset.HotSet#departures}
   */
  public Optional<Standing> peek(PublicKey key, int departuresNow) {
    Refusal refusal = refusals.policy().getIfPresentQuietly(key);
    return refusal == null || !refusal.holds(departuresNow)
        ? Optional.empty()
        : refusals
            .policy()
            .expireAfterWrite()
            .flatMap(policy -> policy.ageOf(key))
            .map(age -> new Standing(refusal, HELD.minus(age)));
  }

  /** Forgets the refusal of a key. */
  public void forget(PublicKey key) {
    refusals.invalidate(key);
  }

  void forgetAll() {
    refusals.invalidateAll();
  }

  /** Returns how often a refusal was applied. */
  public long used() {
    return used.sum();
  }
}
