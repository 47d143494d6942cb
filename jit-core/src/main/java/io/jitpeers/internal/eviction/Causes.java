package io.jitpeers.internal.eviction;

import java.util.concurrent.CompletionException;

/** What really failed, without the wrapping that dependent stages of a future add. */
final class Causes {
  private Causes() {}

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
