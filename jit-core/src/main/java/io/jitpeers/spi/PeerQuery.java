package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for the config of one peer. Immutable and thread-safe. Later versions may add fields; a
 * source ignores fields that it does not know.
 */
public final class PeerQuery {
  /**
   * The default timeout: 4 s. This is less than the 5 s after which a client repeats its initiation
   * (REKEY_TIMEOUT).
   */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(4);

  /** How urgent an answer is. */
  public enum Urgency {
    /** A client waits for the answer. */
    FIRST_PACKET,
    /**
     * No client waits for the answer. A source with limited capacity serves {@link #FIRST_PACKET}
     * queries first.
     */
    BACKGROUND
  }

  private final PublicKey key;
  private final Duration timeout;
  private final Urgency urgency;
  private final @Nullable String validator;
  private final boolean uncached;
  private final Map<String, String> traceContext;

  private PeerQuery(Builder builder) {
    this.key = builder.key;
    this.timeout = builder.timeout;
    this.urgency = builder.urgency;
    this.validator = builder.validator;
    this.uncached = builder.uncached;
    this.traceContext = builder.traceContext;
  }

  /**
   * Creates a query with the urgency {@link Urgency#FIRST_PACKET}, the default timeout and no
   * validator.
   *
   * @param key the peer's static public key
   * @return the query
   */
  public static PeerQuery of(PublicKey key) {
    return builder(key).build();
  }

  /**
   * Returns a new builder.
   *
   * @param key the peer's static public key
   * @return a builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /**
   * {@return the static public key of the peer. The client has proved possession of the private
   * key, unless the urgency is {@link Urgency#BACKGROUND}}
   */
  public PublicKey key() {
    return key;
  }

  /**
   * Returns how long the caller waits for the answer, counted from the call of the config source.
   * Once this time has passed, the caller cancels the future that the source returned.
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
   * Returns the validator of the answer that the caller has cached, as the source supplied it. If
   * that answer still holds, the source may return {@link PeerLookup#notModified}.
   *
   * @return for example an HTTP entity tag; empty if there is none
   */
  public Optional<String> validator() {
    return Optional.ofNullable(validator);
  }

  /**
   * Returns whether the answer must come from the control plane itself, not from a cache between
   * the config source and the control plane. For example, the orchestrator asks for an uncached
   * answer before it removes a peer that the control plane no longer knows. A config source without
   * such a cache can ignore this value.
   *
   * @return false if the answer may be as old as its freshness permits
   */
  public boolean uncached() {
    return uncached;
  }

  /**
   * Returns the header fields with which the control plane continues the trace of this lookup, such
   * as {@code traceparent}. The config source adds these fields to every request for this query. It
   * leaves out a field that it cannot send, for example because the request already has a field
   * with this name. A config source whose requests have no header fields ignores the trace's
   * fields.
   *
   * @return names and values of fields, immutable; empty if the lookup is not traced
   */
  public Map<String, String> traceContext() {
    return traceContext;
  }

  @Override
  public String toString() {
    return "PeerQuery[" + key + ", " + urgency + ", timeout " + timeout + "]";
  }

  /** Builds a query. Each setter returns this builder. Not thread-safe. */
  public static final class Builder {
    private final PublicKey key;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Urgency urgency = Urgency.FIRST_PACKET;
    private @Nullable String validator;
    private boolean uncached;
    private Map<String, String> traceContext = Map.of();

    private Builder(PublicKey key) {
      this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Sets how long the caller waits for the answer.
     *
     * @param value longer than zero; {@link #DEFAULT_TIMEOUT} unless set
     * @return this
     * @throws IllegalArgumentException if the timeout is not longer than zero
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
     * Sets the validator of the answer that the caller has cached.
     *
     * @param value the validator as the source supplied it, or null for none; none unless set
     * @return this
     */
    public Builder validator(@Nullable String value) {
      this.validator = value;
      return this;
    }

    /**
     * Sets whether the answer must come from the control plane itself, not from a cache between the
     * config source and the control plane.
     *
     * @param value false unless set
     * @return this
     */
    public Builder uncached(boolean value) {
      this.uncached = value;
      return this;
    }

    /**
     * Sets the header fields with which the control plane continues the trace of this lookup.
     *
     * @param fields at most 16 names and values, which are copied; none unless set. A name is a
     *     token of RFC 9110 of at most 64 characters. A value is 1 to 8192 characters of printable
     *     ASCII that neither begins nor ends with a space
     * @return this
     * @throws IllegalArgumentException if there are more than 16 fields, or if a name or a value is
     *     not as described; the message contains no value
     */
    public Builder traceContext(Map<String, String> fields) {
      this.traceContext = TraceFields.checked(fields);
      return this;
    }

    /** {@return an immutable query} */
    public PeerQuery build() {
      return new PeerQuery(this);
    }
  }
}
