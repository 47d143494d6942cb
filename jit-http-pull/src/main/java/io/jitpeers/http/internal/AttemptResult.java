package io.jitpeers.http.internal;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of one attempt. */
sealed interface AttemptResult {

  /** What a result says about the control plane, the requested key or this HTTP source. */
  enum Kind {
    /** The control plane gave an answer that needs no retry. */
    ANSWERED,
    /** The control plane is reachable and asks for a retry. */
    BUSY,
    /**
     * The control plane is reachable, but it receives too many requests and asks all callers to
     * wait.
     */
    ASKED_TOO_OFTEN,
    /**
     * The control plane could not answer for the requested key, or the connection broke during the
     * exchange.
     */
    KEY,
    /** The control plane cannot be reached. */
    UNREACHABLE,
    /**
     * The connection accepts no more requests at the moment. The server did not process the
     * request.
     */
    PUSHED_BACK,
    /** This HTTP source failed before it sent a request. */
    OURS
  }

  /** The control plane's answer to the lookup. */
  record Answered(PeerLookup lookup) implements AttemptResult {}

  /**
   * A failed attempt.
   *
   * @param reason the reason that the lookup's exception reports
   * @param text what happened, without secrets
   * @param kind what the failure says about the control plane, the requested key or this HTTP
   *     source
   * @param retryAfter how long the control plane asks the caller to wait; zero if it did not say
   * @param cause the cause, or null
   */
  record Failed(
      Reason reason, String text, Kind kind, Duration retryAfter, @Nullable Throwable cause)
      implements AttemptResult {

    /**
     * Returns whether the lookup should make another attempt after a wait.
     *
     * @param alsoLater the value to return for {@link Kind#ASKED_TOO_OFTEN}
     */
    boolean isTransient(boolean alsoLater) {
      return switch (kind) {
        case BUSY, KEY, UNREACHABLE -> true;
        case ASKED_TOO_OFTEN -> alsoLater;
        case ANSWERED, PUSHED_BACK, OURS -> false;
      };
    }

    /** Returns whether this HTTP source, not the control plane, caused the failure. */
    boolean isOurs() {
      return kind == Kind.OURS;
    }

    /** Creates a final failure from the exception that says why an answer was refused. */
    static Failed lasting(LookupException e) {
      return lasting(e.reason(), String.valueOf(e.getMessage()), e.getCause());
    }

    /**
     * Creates a final failure for an attempt that got an answer. Either this HTTP source rejected
     * the answer or could not process it, or the control plane denied this gateway access.
     */
    static Failed lasting(Reason reason, String text, @Nullable Throwable cause) {
      return new Failed(reason, text, Kind.ANSWERED, Duration.ZERO, cause);
    }

    /** Creates a failure of this HTTP source; a retry would not help. */
    static Failed ours(String text, @Nullable Throwable cause) {
      return new Failed(Reason.UNAVAILABLE, text, Kind.OURS, Duration.ZERO, cause);
    }

    /** Creates a transient failure. */
    static Failed passing(Kind kind, String text, Duration retryAfter, @Nullable Throwable cause) {
      return new Failed(Reason.UNAVAILABLE, text, kind, retryAfter, cause);
    }
  }
}
