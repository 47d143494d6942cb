package io.jitpeers.spi;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lookup got no usable answer. Every such failure can be retried after a while: it is never
 * remembered as an answer.
 */
public class LookupException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Reason {
    /** The deadline of the whole exchange passed. Counts as {@link #UNAVAILABLE} does. */
    TIMEOUT,
    /**
     * The control plane could not be reached or said that it cannot answer now. It counts as out of
     * reach until a lookup is answered: nobody is evicted meanwhile who could not come back.
     */
    UNAVAILABLE,
    /**
     * It answered, but not with a valid config for the key that was asked for. That is this peer's
     * trouble alone, and no stale config is used.
     */
    REJECTED
  }

  /** What kind of failure it was. */
  private final Reason reason;

  /** Whether the control plane was asked. */
  private final boolean asked;

  /** After which time to ask again; null if that was not said. */
  private final @Nullable Duration retryAfter;

  /**
   * Creates a failure.
   *
   * @param reason its kind
   * @param message a sentence with the operation, the subject and the cause; no secrets
   */
  public LookupException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates a failure with a cause.
   *
   * @param reason its kind
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @param cause what made it fail, or null
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
   * Creates a failure of a lookup for which the control plane was not asked, as behind an open
   * circuit breaker. It says nothing new about whether the control plane can be reached.
   *
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @return a failure with the reason {@link Reason#UNAVAILABLE}
   */
  public static LookupException notAsked(String message) {
    Objects.requireNonNull(message, "message");
    return new LookupException(Reason.UNAVAILABLE, message, null, false, null);
  }

  /** {@return whether the control plane was asked; if not, the failure says nothing about it} */
  public boolean wasAsked() {
    return asked;
  }

  /**
   * Creates a failure of a control plane that is there, and wants to be asked later because it is
   * asked too often (429 Too Many Requests in HTTP).
   *
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @param retryAfter after which time; not negative
   * @param cause what made it fail, or null
   * @return an UNAVAILABLE
   * @throws IllegalArgumentException if the time is negative
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
   * Returns after which time the control plane wants to be asked again. If there is one, the
   * failure says nothing about whether the control plane can be reached; it is asked once more
   * after that time if the client still waits then, and if several keys fail so, all are asked more
   * slowly.
   *
   * @return not negative; empty if the failure is of another kind
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** {@return the kind of failure} */
  public Reason reason() {
    return reason;
  }
}
