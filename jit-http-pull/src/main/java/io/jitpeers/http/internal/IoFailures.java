package io.jitpeers.http.internal;

import io.jitpeers.http.internal.AttemptResult.Failed;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what an I/O error was. */
final class IoFailures {
  private IoFailures() {}

  /** A stream that broke. */
  static StreamEnd toStreamEnd(@Nullable Throwable failure) {
    Failed result = toResult(failure);
    return StreamEnd.lost(result.text(), result.cause());
  }

  /** A result that can be retried. */
  static Failed toResult(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause == null) {
      return Failed.passing("the exchange ended without an answer", Duration.ZERO, null);
    }
    if (quotesTheWire(cause)) {
      // Such as an invalid status line. When an answer is longer than it says, what follows on the
      // connection is the rest of a body, and that can be a secret.
      return Failed.passing(
          "the answer is not valid HTTP (" + cause.getClass().getSimpleName() + ")",
          Duration.ZERO,
          null);
    }
    return Failed.passing(describe(cause), Duration.ZERO, cause);
  }

  private static String describe(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    Throwable cause = failure.getCause();
    if (failure.getMessage() != null) {
      return name + ": " + failure.getMessage();
    }
    return cause == null ? name : name + " by " + cause.getClass().getSimpleName();
  }

  private static boolean quotesTheWire(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(10)
        .anyMatch(t -> t instanceof ProtocolException || t instanceof NumberFormatException);
  }
}
