package io.jitpeers.internal.eviction;

/** A policy failed or returned an invalid selection. The message names the policy. */
final class PolicyFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PolicyFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
