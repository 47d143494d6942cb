package io.jitpeers.internal.common;

import java.util.concurrent.CompletionException;

/** What really failed, without the wrapping that dependent stages of a future add. */
public final class Causes {
  private Causes() {}

  /** The failure, or what it wraps. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
