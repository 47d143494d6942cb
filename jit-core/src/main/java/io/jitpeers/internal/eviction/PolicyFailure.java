package io.jitpeers.internal.eviction;

/**
 * Thrown if a policy failed or returned an invalid selection, or if the policies were not called or
 * did not return in time. The message states the reason.
 */
final class PolicyFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PolicyFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
