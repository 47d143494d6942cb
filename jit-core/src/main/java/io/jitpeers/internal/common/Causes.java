package io.jitpeers.internal.common;

import java.util.concurrent.CompletionException;

/** Unwraps the exceptions that dependent stages of a future add. */
public final class Causes {
  private Causes() {}

  /** Returns the failure, or its cause if it only wraps one. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
