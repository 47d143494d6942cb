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
    return new Found(config, freshness, null);
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
    return new Found(config, freshness, validator);
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
    return new NotModified(freshness, validator);
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

  /** The peer exists. */
  final class Found implements PeerLookup {
    private final PeerConfig config;
    private final Freshness freshness;
    private final @Nullable String validator;

    private Found(PeerConfig config, Freshness freshness, @Nullable String validator) {
      this.config = Objects.requireNonNull(config, "config");
      this.freshness = Objects.requireNonNull(freshness, "freshness");
      this.validator = validator;
    }

    /** {@return what the peer should be} */
    public PeerConfig config() {
      return config;
    }

    /** {@return how long the answer may be used without asking again} */
    public Freshness freshness() {
      return freshness;
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
          && freshness.equals(that.freshness)
          && Objects.equals(validator, that.validator);
    }

    @Override
    public int hashCode() {
      return Objects.hash(config, freshness, validator);
    }

    @Override
    public String toString() {
      return "Found[" + config + ", " + freshness + "]";
    }
  }

  /** The peer is what an earlier answer said. */
  final class NotModified implements PeerLookup {
    private final @Nullable Freshness freshness;
    private final @Nullable String validator;

    private NotModified(@Nullable Freshness freshness, @Nullable String validator) {
      this.freshness = freshness;
      this.validator = validator;
    }

    /**
     * {@return how long the earlier answer may be used without asking again, or empty for what was
     * said then}
     */
    public Optional<Freshness> freshness() {
      return Optional.ofNullable(freshness);
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
          && Objects.equals(freshness, that.freshness)
          && Objects.equals(validator, that.validator);
    }

    @Override
    public int hashCode() {
      return Objects.hash(freshness, validator);
    }

    @Override
    public String toString() {
      return "NotModified[" + (freshness == null ? "as before" : freshness) + "]";
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
