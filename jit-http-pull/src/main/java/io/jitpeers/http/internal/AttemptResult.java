package io.jitpeers.http.internal;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one attempt gave. */
sealed interface AttemptResult {

  /** What a result says of whom. */
  enum Kind {
    /** The control plane answered, with something that is final. */
    ANSWERED,
    /** It wants to be asked once more, so it is there. */
    BUSY,
    /** It is there, and wants all to ask later, because it is asked too often. */
    ASKED_TOO_OFTEN,
    /** It failed to answer about this key, or the answer broke off. */
    KEY,
    /** It cannot be reached. */
    UNREACHABLE,
    /** The connection takes no more requests at the moment; this one was not looked at. */
    PUSHED_BACK,
    /** Something of ours failed, before there was a request. */
    OURS
  }

  /** An answer. */
  record Answered(PeerLookup lookup) implements AttemptResult {}

  /**
   * No answer.
   *
   * @param reason what the lookup fails with
   * @param text what happened, without secrets
   * @param kind what it says of whom
   * @param retryAfter how long the control plane wants us to wait; zero if it did not say
   * @param cause what made it fail, or null
   */
  record Failed(
      Reason reason, String text, Kind kind, Duration retryAfter, @Nullable Throwable cause)
      implements AttemptResult {

    /**
     * Whether trying again may help.
     *
     * @param alsoLater whether that is for a lookup to decide if all are to ask later
     */
    boolean isTransient(boolean alsoLater) {
      return switch (kind) {
        case BUSY, KEY, UNREACHABLE -> true;
        case ASKED_TOO_OFTEN -> alsoLater;
        case ANSWERED, PUSHED_BACK, OURS -> false;
      };
    }

    /** Whether it is trouble of our own. */
    boolean isOurs() {
      return kind == Kind.OURS;
    }

    /** An answer that is refused. */
    static Failed lasting(LookupException e) {
      return lasting(e.reason(), String.valueOf(e.getMessage()), e.getCause());
    }

    /** The same. */
    static Failed lasting(Reason reason, String text, @Nullable Throwable cause) {
      return new Failed(reason, text, Kind.ANSWERED, Duration.ZERO, cause);
    }

    /** Trouble of our own, which trying again does not mend. */
    static Failed ours(String text, @Nullable Throwable cause) {
      return new Failed(Reason.UNAVAILABLE, text, Kind.OURS, Duration.ZERO, cause);
    }

    /** What may pass. */
    static Failed passing(Kind kind, String text, Duration retryAfter, @Nullable Throwable cause) {
      return new Failed(Reason.UNAVAILABLE, text, kind, retryAfter, cause);
    }
  }
}
