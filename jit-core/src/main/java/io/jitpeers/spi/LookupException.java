package io.jitpeers.spi;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a lookup of a peer's config got no usable answer. The lookup can be retried later. The
 * orchestrator never caches the failure as an answer.
 */
public class LookupException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** The kind of a failure. */
  public enum Reason {
    /** The lookup's deadline passed before an answer arrived. Treated like {@link #UNAVAILABLE}. */
    TIMEOUT,
    /**
     * The control plane could not be reached, or it answered that it cannot serve requests now. The
     * control plane counts as unreachable until a lookup is answered. Until then the orchestrator
     * evicts only peers that are no longer authorized. It keeps all other peers, because their
     * clients could not come back after an eviction.
     */
    UNAVAILABLE,
    /**
     * The control plane answered, but not with a valid config for the requested key. The failure
     * affects only the peer with that key. The orchestrator does not use a stale config instead.
     */
    REJECTED
  }

  /** The kind of the failure. */
  private final Reason reason;

  /** Whether the control plane was asked. */
  private final boolean asked;

  /** How long to wait before the next request; null if unknown. */
  private final @Nullable Duration retryAfter;

  /**
   * Creates a failure.
   *
   * @param reason the kind of failure
   * @param message a sentence with the operation, the subject and the cause; no secrets
   */
  public LookupException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates a failure with a cause.
   *
   * @param reason the kind of failure
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @param cause the cause, or null
   */
  public LookupException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, true, null);
  }

  private LookupException(
      Reason reason,
      String message,
      @Nullable Throwable cause,
      boolean asked,
      @Nullable Duration retryAfter) {
    super(message, cause);
    this.reason = reason;
    this.asked = asked;
    this.retryAfter = retryAfter;
  }

  /**
   * Creates a failure of a lookup that was not sent to the control plane, for example because a
   * circuit breaker is open. Such a failure does not change whether the control plane counts as
   * reachable.
   *
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @return a failure with the reason {@link Reason#UNAVAILABLE}
   */
  public static LookupException notAsked(String message) {
    Objects.requireNonNull(message, "message");
    return new LookupException(Reason.UNAVAILABLE, message, null, false, null);
  }

  /**
   * {@return whether the control plane was asked; if not, this failure does not change whether the
   * control plane counts as reachable}
   */
  public boolean wasAsked() {
    return asked;
  }

  /**
   * Creates a failure for a control plane that is reachable but limits the request rate (429 Too
   * Many Requests in HTTP).
   *
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @param retryAfter how long to wait before the next request; not negative
   * @param cause the cause, or null
   * @return a failure with the reason {@link Reason#UNAVAILABLE}
   * @throws IllegalArgumentException if {@code retryAfter} is negative
   */
  public static LookupException askedTooOften(
      String message, Duration retryAfter, @Nullable Throwable cause) {
    Objects.requireNonNull(message, "message");
    if (retryAfter.isNegative()) {
      throw new IllegalArgumentException(
          "the time after which to ask again must not be negative, not " + retryAfter);
    }
    return new LookupException(Reason.UNAVAILABLE, message, cause, true, retryAfter);
  }

  /**
   * Returns how long to wait before the next request, if the control plane asked for a pause. A
   * failure with a pause does not change whether the control plane counts as reachable. If the
   * lookup's time limit leaves enough time for an answer after the pause, the orchestrator repeats
   * the lookup. If lookups of several keys fail this way, the orchestrator slows down all lookups.
   *
   * @return not negative; empty for every other failure
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** {@return the kind of failure} */
  public Reason reason() {
    return reason;
  }
}
