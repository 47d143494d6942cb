package io.jitpeers.internal.eviction;

/**
 * Thrown if a policy failed or returned an invalid selection, if the policies did not return in
 * time, or if they could not be called, for example because they had not returned from an earlier
 * sweep. The message states the reason.
 */
final class PolicyFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PolicyFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
