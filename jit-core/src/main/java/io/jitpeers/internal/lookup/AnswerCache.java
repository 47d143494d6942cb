package io.jitpeers.internal.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the control plane, for as long as they may be used: found ones while fresh, and then
 * stale for when the control plane cannot answer; those with a validator also beyond that, as the
 * control plane may say that they still hold. Not-found ones shorter, and in a cache of their own,
 * for unknown keys are attacker-chosen and must not push known ones out. Thread-safe.
 */
public final class AnswerCache implements ChangeListener {
  /** Beyond any time that is waited for. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** A config; with its whole answer if that has a validator. */
  private record FoundEntry(
      PeerConfig config,
      PeerLookup.@Nullable Found validatable,
      long freshUntil,
      long usableUntil) {}

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
                        entry.validatable() != null
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

  /** Why peers were not let in a moment ago. What is forgotten here is forgotten there. */
  public Refusals refusals() {
    return refusals;
  }

  /** Whether the control plane once knew a key, and its answer may be of use yet. */
  public boolean knows(PublicKey key) {
    return found.getIfPresent(key) != null;
  }

  /**
   * A config that may be used without asking.
   *
   * @param config the config
   * @param left for how long it is fresh yet
   */
  public record Fresh(PeerConfig config, Duration left) {}

  /** A found config that is still fresh. */
  public Optional<Fresh> fresh(PublicKey key) {
    FoundEntry entry = usable(key);
    long left = entry == null ? 0 : entry.freshUntil() - time.nanoTime();
    return entry == null || left <= 0
        ? Optional.empty()
        : Optional.of(new Fresh(entry.config(), Duration.ofNanos(left)));
  }

  /** What is remembered, now that the control plane says that it still holds. */
  public static PeerLookup.Found renewed(
      PeerLookup.Found remembered, PeerLookup.NotModified answer) {
    return answer.renew(remembered);
  }

  /** A found answer with a validator, however old; the control plane may say that it holds. */
  public Optional<PeerLookup.Found> validatable(PublicKey key) {
    return Optional.ofNullable(usable(key)).map(FoundEntry::validatable);
  }

  /** A found config that may be used although it is no longer fresh. */
  public Optional<PeerConfig> stale(PublicKey key) {
    return Optional.ofNullable(usable(key))
        .filter(entry -> entry.usableUntil() - time.nanoTime() > 0)
        .map(FoundEntry::config);
  }

  /** A source in this process may have destroyed the preshared key: then it is asked anew. */
  private @Nullable FoundEntry usable(PublicKey key) {
    FoundEntry entry = found.getIfPresent(key);
    return entry == null
            || entry.config().presharedKey().filter(PresharedKey::isDestroyed).isPresent()
        ? null
        : entry;
  }

  /** Whether the control plane said a moment ago that it knows no such peer. */
  public boolean knownAsNotFound(PublicKey key) {
    Long until = notFound.getIfPresent(key);
    return until != null && until - time.nanoTime() > 0;
  }

  /** Remembers an answer for as long as it says, and what bounds and jitter leave of that. */
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
    PeerLookup.Found validatable = hit.validator().isPresent() ? hit : null;
    if (fresh + stale > 0 || validatable != null) {
      long now = time.nanoTime();
      found.put(key, new FoundEntry(hit.config(), validatable, now + fresh, now + fresh + stale));
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
   * Nothing is fresh any more; what may be used stale still may, for hints are lost in failures.
   */
  @Override
  public void missed() {
    long now = time.nanoTime();
    found
        .asMap()
        .replaceAll(
            (key, entry) ->
                new FoundEntry(entry.config(), entry.validatable(), now, entry.usableUntil()));
    notFound.invalidateAll();
    refusals.forgetAll();
  }

  /** Found configs held, about. */
  public long foundSize() {
    return found.estimatedSize();
  }

  /** Not-found answers held, about. */
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
