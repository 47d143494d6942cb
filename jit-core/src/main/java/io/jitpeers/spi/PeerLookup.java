package io.jitpeers.spi;

import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A control plane's answer. Immutable and thread-safe.
 *
 * <p>There may be more kinds of answers in a later version, and more in an answer.
 */
public sealed interface PeerLookup {

  /**
   * The peer exists.
   *
   * @param config what it should be
   * @param freshness how long this may be used without asking again
   * @return the answer, without a validator
   */
  static Found found(PeerConfig config, Freshness freshness) {
    return new Found(config, freshness, Duration.ZERO, null);
  }

  /**
   * The peer exists.
   *
   * @param config what it should be
   * @param freshness how long this may be used without asking again
   * @param validator what comes with later queries for the key, such as an HTTP entity tag; null
   *     for none
   * @return the answer
   */
  static Found found(PeerConfig config, Freshness freshness, @Nullable String validator) {
    return new Found(config, freshness, Duration.ZERO, validator);
  }

  /**
   * The peer is what the answer with the query's validator said. Only for a query that has one.
   *
   * @param freshness how long that may be used without asking again; null for as long as was said
   *     then
   * @param validator what comes with later queries; null for none
   * @return the answer
   */
  static NotModified notModified(@Nullable Freshness freshness, @Nullable String validator) {
    return new NotModified(freshness, Duration.ZERO, validator);
  }

  /**
   * The control plane knows no such peer.
   *
   * @param negativeTtl how long to believe that without asking again; zero for not at all
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

  /** The peer exists. */
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
     * Returns the same as it is when it was in a cache on its way.
     *
     * @param inCache for how long, of which its freshness is that much shorter; the freshness of a
     *     later answer that does not say its own is not (RFC 9111 section 4.3.4)
     * @return the answer
     * @throws IllegalArgumentException if the duration is negative
     */
    public Found aged(Duration inCache) {
      return new Found(config, lifetime, inCache, validator);
    }

    /** {@return what the peer should be} */
    public PeerConfig config() {
      return config;
    }

    /** {@return how long the answer may be used without asking again, from now on} */
    public Freshness freshness() {
      return lifetime.after(age);
    }

    /** {@return the same from when the control plane gave the answer, not from now on} */
    public Freshness lifetime() {
      return lifetime;
    }

    /**
     * {@return the validator that comes with later queries for the key, or empty if there is none}
     */
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

  /** The peer is what an earlier answer said. */
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
     * Returns the same as it is when it was in a cache on its way.
     *
     * @param inCache for how long
     * @return the answer
     * @throws IllegalArgumentException if the duration is negative
     */
    public NotModified aged(Duration inCache) {
      return new NotModified(lifetime, inCache, validator);
    }

    /**
     * Returns the earlier answer, now that it is known to hold.
     *
     * @param earlier the answer whose validator the query had
     * @return its config, with the freshness that this answer gives it, and this one's validator
     */
    public Found renew(Found earlier) {
      Freshness holds = lifetime == null ? earlier.lifetime : lifetime;
      return new Found(earlier.config, holds, age, validator);
    }

    /**
     * {@return how long the earlier answer may be used without asking again, or empty for what was
     * said then}
     */
    public Optional<Freshness> freshness() {
      return Optional.ofNullable(lifetime).map(said -> said.after(age));
    }

    /**
     * {@return the validator that comes with later queries for the key, or empty if there is none
     * any more}
     */
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

  /** The control plane knows no such peer. */
  final class NotFound implements PeerLookup {
    private final Duration negativeTtl;

    private NotFound(Duration negativeTtl) {
      if (negativeTtl.isNegative()) {
        throw new IllegalArgumentException("negativeTtl cannot be negative: " + negativeTtl);
      }
      this.negativeTtl = negativeTtl;
    }

    /** {@return how long to believe that without asking again, zero for not at all} */
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
