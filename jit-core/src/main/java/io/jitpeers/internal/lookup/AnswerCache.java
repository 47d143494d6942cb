package io.jitpeers.internal.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Caches answers of the control plane. A config is used without a lookup while it is fresh. A stale
 * config is used only if the control plane cannot answer. An answer with a validator, such as an
 * ETag, is kept even longer, so that the control plane can confirm the answer. Not-found answers
 * are kept for a shorter time. They have a separate cache, because attackers can cause any number
 * of not-found answers, which must not displace configs. Thread-safe.
 */
public final class AnswerCache implements ChangeListener {
  /** The lifetime of an entry that must not expire by time. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Cache<PublicKey, FoundEntry> found;
  private final Cache<PublicKey, Long> notFound;
  private final Refusals refusals;
  private final AnswerCacheOptions options;
  private final TimeSource time;
  private final RandomGenerator random;

  public AnswerCache(AnswerCacheOptions options, TimeSource time, RandomGenerator random) {
    this.options = options;
    this.time = time;
    this.random = random;
    this.found =
        Caffeine.newBuilder()
            .maximumSize(options.positiveCacheSize())
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<PublicKey, FoundEntry>writing(
                    (key, entry) ->
                        entry.isValidatable()
                            ? FOR_EVER
                            : Duration.ofNanos(entry.usableUntil() - time.nanoTime())))
            .build();
    this.notFound =
        Caffeine.newBuilder()
            .maximumSize(options.negativeCacheSize())
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .expireAfter(
                Expiry.<PublicKey, Long>writing(
                    (key, until) -> Duration.ofNanos(until - time.nanoTime())))
            .build();
    this.refusals = new Refusals(options.negativeCacheSize(), time);
  }

  /**
   * Returns the memory of the peers that were refused within the last {@link Refusals#HELD}. {@link
   * #forget} removes a key from this memory too.
   */
  public Refusals refusals() {
    return refusals;
  }

  /**
   * Returns whether the cache holds a config for a key. If it does, the control plane once knew the
   * key.
   */
  public boolean knows(PublicKey key) {
    return found.getIfPresent(key) != null;
  }

  /**
   * A config that may be used without a lookup.
   *
   * @param config the config
   * @param left how long the config remains fresh
   */
  public record Fresh(PeerConfig config, Duration left) {}

  /** Returns the cached config of a key if it is still fresh. */
  public Optional<Fresh> fresh(PublicKey key) {
    FoundEntry entry = usable(key);
    long left = entry == null ? 0 : entry.freshUntil() - time.nanoTime();
    return entry == null || left <= 0
        ? Optional.empty()
        : Optional.of(new Fresh(entry.config(key), Duration.ofNanos(left)));
  }

  /**
   * The cached state of a key.
   *
   * @param config the cached config; null if the cache has no config for the key
   * @param fresh how long the config remains fresh; zero or negative if it is stale
   * @param usable how long the config may be used if the control plane cannot answer
   * @param notFound how long a cached not-found answer still applies; zero or negative if none
   *     applies
   */
  public record Holding(
      @Nullable PeerConfig config, Duration fresh, Duration usable, Duration notFound) {}

  /**
   * Returns what the cache holds for a key. Has no side effects: the cache does not count the call
   * as a use of the entry.
   */
  public Holding peek(PublicKey key) {
    long now = time.nanoTime();
    FoundEntry entry = found.policy().getIfPresentQuietly(key);
    Long until = notFound.policy().getIfPresentQuietly(key);
    Duration miss = until == null ? Duration.ZERO : Duration.ofNanos(until - now);
    return entry == null || entry.isDestroyed()
        ? new Holding(null, Duration.ZERO, Duration.ZERO, miss)
        : new Holding(
            entry.config(key),
            Duration.ofNanos(entry.freshUntil() - now),
            Duration.ofNanos(entry.usableUntil() - now),
            miss);
  }

  /**
   * Returns a remembered answer, {@linkplain PeerLookup.NotModified#renew renewed} because the
   * control plane answered that nothing has changed.
   */
  public static PeerLookup.Found renewed(
      PeerLookup.Found remembered, PeerLookup.NotModified answer) {
    return answer.renew(remembered);
  }

  /**
   * Returns the cached answer for a key; empty if the answer has no validator. The validator lets
   * the control plane confirm the answer. The answer may be of any age. It states the freshness
   * that it had when it arrived.
   */
  public Optional<PeerLookup.Found> validatable(PublicKey key) {
    return Optional.ofNullable(usable(key)).map(entry -> entry.answer(key));
  }

  /** Returns the validator of a key's latest answer; null if there is none. */
  public @Nullable String validator(PublicKey key) {
    return validatable(key).flatMap(PeerLookup.Found::validator).orElse(null);
  }

  /**
   * Returns the cached config of a key if it may still be used when the control plane cannot
   * answer.
   */
  public Optional<PeerConfig> stale(PublicKey key) {
    return Optional.ofNullable(usable(key))
        .filter(entry -> entry.usableUntil() - time.nanoTime() > 0)
        .map(entry -> entry.config(key));
  }

  /**
   * Returns a key's entry. Returns null if the key has no entry, or if the entry's preshared key
   * was destroyed, for example by a config source in the same process. In both cases the control
   * plane has to be asked.
   */
  private @Nullable FoundEntry usable(PublicKey key) {
    FoundEntry entry = found.getIfPresent(key);
    return entry == null || entry.isDestroyed() ? null : entry;
  }

  /** Returns whether the control plane recently answered that it does not know a key. */
  public boolean knownAsNotFound(PublicKey key) {
    Long until = notFound.getIfPresent(key);
    return until != null && until - time.nanoTime() > 0;
  }

  /**
   * Caches an answer for the time that the answer states. The options limit this time, and a random
   * part is subtracted from it.
   */
  public void remember(PublicKey key, PeerLookup answer) {
    if (answer instanceof PeerLookup.Found hit) {
      rememberFound(key, hit);
    } else if (answer instanceof PeerLookup.NotFound miss) {
      found.invalidate(key);
      long ttl = bounded(miss.negativeTtl(), options.maxNegativeTtl());
      if (ttl > 0) {
        notFound.put(key, time.nanoTime() + ttl);
      }
    }
  }

  private void rememberFound(PublicKey key, PeerLookup.Found hit) {
    notFound.invalidate(key);
    refusals.forget(key);
    long fresh = bounded(hit.freshness().maxAge(), options.maxFreshness());
    long stale = min(hit.freshness().staleIfError(), options.maxStaleIfError()).toNanos();
    boolean useful = fresh + stale > 0 || hit.validator().isPresent();
    // An entry does not contain the config's public key. So the cache's key must be the same.
    if (useful && hit.config().publicKey().equals(key)) {
      long now = time.nanoTime();
      found.put(key, new FoundEntry(hit, now + fresh, now + fresh + stale));
    } else {
      found.invalidate(key);
    }
  }

  public void forget(PublicKey key) {
    found.invalidate(key);
    notFound.invalidate(key);
    refusals.forget(key);
  }

  @Override
  public void changed(PublicKey key) {
    forget(key);
  }

  /**
   * Called when change hints were missed. Marks every config as stale, and drops the not-found
   * answers and the remembered refusals of peers. Stale configs stay usable, because hints are
   * often lost when the control plane has failed and cannot answer lookups either.
   */
  @Override
  public void missed() {
    long now = time.nanoTime();
    found.asMap().replaceAll((key, entry) -> entry.freshUntil(now));
    notFound.invalidateAll();
    refusals.forgetAll();
  }

  /** Returns the approximate number of cached configs. */
  public long foundSize() {
    return found.estimatedSize();
  }

  /** Returns the approximate number of cached not-found answers. */
  public long notFoundSize() {
    return notFound.estimatedSize();
  }

  private long bounded(Duration wanted, Duration most) {
    double kept = 1 - options.freshnessJitter() * random.nextDouble();
    return (long) (min(wanted, most).toNanos() * kept);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
