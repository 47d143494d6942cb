package io.jitpeers.spi;

import java.io.Serial;
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
    this(reason, message, cause, true);
  }

  private LookupException(Reason reason, String message, @Nullable Throwable cause, boolean asked) {
    super(message, cause);
    this.reason = reason;
    this.asked = asked;
  }

  /**
   * Creates a failure of a lookup for which the control plane was not asked, as behind an open
   * circuit breaker. It says nothing new about whether the control plane can be reached.
   *
   * @param message a sentence with the operation, the subject and the cause; no secrets
   * @return a failure with the reason {@link Reason#UNAVAILABLE}
   */
  public static LookupException notAsked(String message) {
    return new LookupException(Reason.UNAVAILABLE, message, null, false);
  }

  /** {@return whether the control plane was asked; if not, the failure says nothing about it} */
  public boolean wasAsked() {
    return asked;
  }

  /** {@return the kind of failure} */
  public Reason reason() {
    return reason;
  }
}
