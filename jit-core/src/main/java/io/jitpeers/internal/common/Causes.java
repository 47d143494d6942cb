package io.jitpeers.internal.common;

import java.util.concurrent.CompletionException;

/**
 * Finds the cause of a {@link CompletionException}. A dependent stage of a future wraps each
 * failure in such an exception.
 */
public final class Causes {
  private Causes() {}

  /**
   * Returns the cause of a {@link CompletionException}, or the failure itself if it is another
   * exception or has no cause.
   */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
