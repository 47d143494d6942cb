package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a config source is asked. Immutable and thread-safe. There may be more in it in a later
 * version; a source ignores what it does not know.
 */
public final class PeerQuery {
  /** Four seconds: a client repeats its initiation after five (REKEY_TIMEOUT). */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(4);

  /** How urgent an answer is. */
  public enum Urgency {
    /** A client waits for it. */
    FIRST_PACKET,
    /** Nobody waits: a source that is short of something serves the others first. */
    BACKGROUND
  }

  private final PublicKey key;
  private final Duration timeout;
  private final Urgency urgency;
  private final @Nullable String validator;
  private final boolean uncached;

  private PeerQuery(Builder builder) {
    this.key = builder.key;
    this.timeout = builder.timeout;
    this.urgency = builder.urgency;
    this.validator = builder.validator;
    this.uncached = builder.uncached;
  }

  /**
   * Returns a query for a key of which nothing is remembered, with the default timeout.
   *
   * @param key the peer's static public key
   * @return an urgent query
   */
  public static PeerQuery of(PublicKey key) {
    return builder(key).build();
  }

  /**
   * Begins a query.
   *
   * @param key the peer's static public key
   * @return a builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /**
   * {@return the static public key of the peer that is asked about; its holder has proved
   * possession of the private key, unless the query is in the background}
   */
  public PublicKey key() {
    return key;
  }

  /**
   * Returns how long the caller waits, from its call on. It cancels the future then.
   *
   * @return longer than zero
   */
  public Duration timeout() {
    return timeout;
  }

  /** {@return how urgent the answer is} */
  public Urgency urgency() {
    return urgency;
  }

  /**
   * Returns the validator of the answer that the caller remembers, as the source gave it. If the
   * answer is still the same the source may say so with {@link PeerLookup#notModified}.
   *
   * @return such as an HTTP entity tag; empty if nothing is remembered
   */
  public Optional<String> validator() {
    return Optional.ofNullable(validator);
  }

  /**
   * Returns whether only what the control plane says now will do. Then what a cache between it and
   * the source remembers is no answer, such as when a peer is about to be removed because of it. A
   * source without a cache on its way has nothing to do for that.
   *
   * @return false if an answer may be as old as its freshness permits
   */
  public boolean uncached() {
    return uncached;
  }

  @Override
  public String toString() {
    return "PeerQuery[" + key + ", " + urgency + ", timeout " + timeout + "]";
  }

  /** Collects a query. Each method returns this builder. Not thread-safe. */
  public static final class Builder {
    private final PublicKey key;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Urgency urgency = Urgency.FIRST_PACKET;
    private @Nullable String validator;
    private boolean uncached;

    private Builder(PublicKey key) {
      this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Sets how long the caller waits.
     *
     * @param value longer than zero; {@link #DEFAULT_TIMEOUT} unless set
     * @return this
     * @throws IllegalArgumentException if it is not longer than zero
     */
    public Builder timeout(Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException("a timeout must be longer than zero, not " + value);
      }
      this.timeout = value;
      return this;
    }

    /**
     * Sets how urgent the answer is.
     *
     * @param value FIRST_PACKET unless set
     * @return this
     */
    public Builder urgency(Urgency value) {
      this.urgency = Objects.requireNonNull(value, "urgency");
      return this;
    }

    /**
     * Sets the validator of the answer that the caller remembers.
     *
     * @param value as the source gave it, or null for none; none unless set
     * @return this
     */
    public Builder validator(@Nullable String value) {
      this.validator = value;
      return this;
    }

    /**
     * Sets whether only what the control plane says now will do.
     *
     * @param value false unless set
     * @return this
     */
    public Builder uncached(boolean value) {
      this.uncached = value;
      return this;
    }

    /** {@return an immutable query} */
    public PeerQuery build() {
      return new PeerQuery(this);
    }
  }
}
