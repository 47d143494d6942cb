package io.jitpeers.internal.lookup;

import io.jitpeers.internal.common.Causes;
import io.jitpeers.spi.LookupException;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions with which lookups fail. */
final class LookupFailures {
  private LookupFailures() {}

  /**
   * Returns the exception for a failure of the config source.
   *
   * @param failure the source's failure; null if the source answered with null
   */
  static LookupException of(OpenLookup lookup, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : Causes.cause(failure);
    if (cause instanceof LookupException known) {
      return known;
    }
    return new LookupException(LookupException.Reason.UNAVAILABLE, lookup.what() + cause, cause);
  }

  static NotAskedException notAsked(OpenLookup lookup, String why) {
    return new NotAskedException(lookup.what() + why);
  }

  static LookupException closed(OpenLookup lookup) {
    return new LookupException(
        LookupException.Reason.UNAVAILABLE, lookup.what() + "the orchestrator was closed");
  }
}
