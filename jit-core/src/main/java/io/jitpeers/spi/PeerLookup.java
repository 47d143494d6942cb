package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control plane's answer to a query. Immutable and thread-safe.
 *
 * <p>Later versions may add kinds of answers, and fields to an answer.
 */
public sealed interface PeerLookup {

  /**
   * Creates an answer that contains the peer's config and has no validator.
   *
   * @param config the peer's config
   * @param freshness how long the answer may be used without asking again
   * @return the answer
   */
  static Found found(PeerConfig config, Freshness freshness) {
    return new Found(config, freshness, Duration.ZERO, null);
  }

  /**
   * Creates an answer that contains the peer's config.
   *
   * @param config the peer's config
   * @param freshness how long the answer may be used without asking again
   * @param validator a value that the orchestrator includes in later queries for the same key, such
   *     as an HTTP entity tag; null for none
   * @return the answer
   */
  static Found found(PeerConfig config, Freshness freshness, @Nullable String validator) {
    return new Found(config, freshness, Duration.ZERO, validator);
  }

  /**
   * Creates an answer that confirms an earlier answer. The query's validator identifies the earlier
   * answer, so this answer is permitted only if the query has a validator.
   *
   * @param freshness how long the earlier answer may be used without asking again; null if the
   *     original freshness of the earlier answer begins again
   * @param validator the validator for later queries of the same key; null for none
   * @return the answer
   */
  static NotModified notModified(@Nullable Freshness freshness, @Nullable String validator) {
    return new NotModified(freshness, Duration.ZERO, validator);
  }

  /**
   * Creates an answer that says that the control plane does not know the peer.
   *
   * @param negativeTtl how long the answer may be used without asking again; zero if each query
   *     must be sent to the control plane
   * @return the answer
   * @throws IllegalArgumentException if the duration is negative
   */
  static NotFound notFound(Duration negativeTtl) {
    return new NotFound(negativeTtl);
  }

  private static Duration notNegative(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("an age cannot be negative: " + age);
    }
    return age;
  }

  /** An answer that contains the peer's config. */
  final class Found implements PeerLookup {
    private final PeerConfig config;
    private final Freshness lifetime;
    private final Duration age;
    private final @Nullable String validator;

    private Found(PeerConfig config, Freshness lifetime, Duration age, @Nullable String validator) {
      this.config = Objects.requireNonNull(config, "config");
      this.lifetime = Objects.requireNonNull(lifetime, "freshness");
      this.age = notNegative(age);
      this.validator = validator;
    }

    /**
     * Returns this answer with its freshness shortened by the time that the answer spent in a
     * cache. A later {@link NotModified} without a freshness of its own restores the original
     * freshness, not the shortened freshness (RFC 9111 section 4.3.4).
     *
     * @param inCache how long the answer was in a cache
     * @return the answer
     * @throws IllegalArgumentException if the duration is negative
     */
    public Found aged(Duration inCache) {
      return new Found(config, lifetime, inCache, validator);
    }

    /** {@return the peer's config} */
    public PeerConfig config() {
      return config;
    }

    /** {@return how much longer the answer may be used without asking again} */
    public Freshness freshness() {
      return lifetime.after(age);
    }

    /** {@return the original freshness, which began when the control plane gave the answer} */
    public Freshness lifetime() {
      return lifetime;
    }

    /** {@return the validator to include in later queries for the key; empty if there is none} */
    public Optional<String> validator() {
      return Optional.ofNullable(validator);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Found that
          && config.equals(that.config)
          && lifetime.equals(that.lifetime)
          && age.equals(that.age)
          && Objects.equals(validator, that.validator);
    }

    @Override
    public int hashCode() {
      return Objects.hash(config, lifetime, age, validator);
    }

    @Override
    public String toString() {
      return "Found[" + config + ", " + freshness() + "]";
    }
  }

  /** An answer that confirms an earlier answer. */
  final class NotModified implements PeerLookup {
    private final @Nullable Freshness lifetime;
    private final Duration age;
    private final @Nullable String validator;

    private NotModified(@Nullable Freshness lifetime, Duration age, @Nullable String validator) {
      this.lifetime = lifetime;
      this.age = notNegative(age);
      this.validator = validator;
    }

    /**
     * Returns this answer with its freshness shortened by the time that the answer spent in a
     * cache.
     *
     * @param inCache how long the answer was in a cache
     * @return the answer
     * @throws IllegalArgumentException if the duration is negative
     */
    public NotModified aged(Duration inCache) {
      return new NotModified(lifetime, inCache, validator);
    }

    /**
     * Returns the earlier answer, renewed by this answer.
     *
     * @param earlier the answer whose validator the query had
     * @return an answer with the earlier answer's config and this answer's validator and freshness.
     *     If this answer has no freshness, the result has the earlier answer's original freshness
     */
    public Found renew(Found earlier) {
      Freshness holds = lifetime == null ? earlier.lifetime : lifetime;
      return new Found(earlier.config, holds, age, validator);
    }

    /**
     * {@return how long the earlier answer may be used without asking again; empty if the original
     * freshness of the earlier answer begins again}
     */
    public Optional<Freshness> freshness() {
      return Optional.ofNullable(lifetime).map(said -> said.after(age));
    }

    /** {@return the validator to include in later queries for the key; empty if there is none} */
    public Optional<String> validator() {
      return Optional.ofNullable(validator);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NotModified that
          && Objects.equals(lifetime, that.lifetime)
          && age.equals(that.age)
          && Objects.equals(validator, that.validator);
    }

    @Override
    public int hashCode() {
      return Objects.hash(lifetime, age, validator);
    }

    @Override
    public String toString() {
      return "NotModified[" + (lifetime == null ? "as before" : lifetime.after(age)) + "]";
    }
  }

  /** An answer that says that the control plane does not know the peer. */
  final class NotFound implements PeerLookup {
    private final Duration negativeTtl;

    private NotFound(Duration negativeTtl) {
      if (negativeTtl.isNegative()) {
        throw new IllegalArgumentException("negativeTtl cannot be negative: " + negativeTtl);
      }
      this.negativeTtl = negativeTtl;
    }

    /**
     * {@return how long the answer may be used without asking again; zero if each query must be
     * sent to the control plane}
     */
    public Duration negativeTtl() {
      return negativeTtl;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NotFound that && negativeTtl.equals(that.negativeTtl);
    }

    @Override
    public int hashCode() {
      return negativeTtl.hashCode();
    }

    @Override
    public String toString() {
      return "NotFound[" + negativeTtl + "]";
    }
  }
}
