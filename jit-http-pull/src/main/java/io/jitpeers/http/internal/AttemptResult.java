package io.jitpeers.http.internal;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one attempt gave. */
sealed interface AttemptResult {

  /** Whether trying again may help. Such a result counts as a failure for the circuit breaker. */
  default boolean isTransient() {
    return false;
  }

  /** An answer. */
  record Answered(PeerLookup lookup) implements AttemptResult {}

  /**
   * No answer.
   *
   * @param reason what the lookup fails with
   * @param text what happened, without secrets
   * @param isTransient whether trying again may help
   * @param retryAfter how long the control plane wants us to wait; zero if it did not say
   * @param cause what made it fail, or null
   */
  record Failed(
      Reason reason,
      String text,
      boolean isTransient,
      Duration retryAfter,
      @Nullable Throwable cause)
      implements AttemptResult {

    static Failed lasting(LookupException e) {
      return lasting(e.reason(), String.valueOf(e.getMessage()), e.getCause());
    }

    static Failed lasting(Reason reason, String text, @Nullable Throwable cause) {
      return new Failed(reason, text, false, Duration.ZERO, cause);
    }

    static Failed passing(String text, Duration retryAfter, @Nullable Throwable cause) {
      return new Failed(Reason.UNAVAILABLE, text, true, retryAfter, cause);
    }
  }
}
