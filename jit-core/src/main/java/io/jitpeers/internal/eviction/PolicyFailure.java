package io.jitpeers.internal.eviction;

/** A policy failed, or selected what cannot be selected; the message names it. */
final class PolicyFailure extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  PolicyFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
