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
    super(message, cause);
    this.reason = reason;
  }

  /** {@return the kind of failure} */
  public Reason reason() {
    return reason;
  }
}
