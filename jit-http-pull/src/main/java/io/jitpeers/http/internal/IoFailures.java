package io.jitpeers.http.internal;

import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Classifies I/O errors. */
final class IoFailures {
  /**
   * Messages of the JDK's client for a request that the server did not process: the server's stream
   * limit is reached, the server sent GOAWAY, or the server refused the stream (RFC 9113 sections
   * 5.1.2, 6.8 and 8.7). The client has no distinct exception types for these failures.
   */
  private static final List<String> PUSHED_BACK =
      List.of(
          "too many concurrent streams",
          "Stream not processed",
          "GOAWAY received",
          "request not processed by peer");

  private static final List<String> FULL = PUSHED_BACK.subList(0, 2);

  /**
   * The message of the JDK's client after its selector thread has ended, for example because of an
   * Error.
   */
  private static final String CLIENT_DEAD = "selector manager closed";

  private IoFailures() {}

  /** Converts an I/O error into the end of a stream of changes. */
  static StreamEnd toStreamEnd(@Nullable Throwable failure) {
    Failed result = toResult(failure);
    return StreamEnd.lost(result.text(), result.cause());
  }

  /** Converts an I/O error into a failure that can be retried. */
  static Failed toResult(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause == null) {
      return passing(Kind.KEY, "the exchange ended without an answer", null);
    }
    if (FailureTexts.any(cause, IoFailures::quotesTheWire)) {
      // The JDK's text quotes the answer, for example an invalid status line. The text is not
      // shown: if an answer is longer than declared, the rest of its body is read as a status line,
      // and can contain a secret.
      return passing(
          Kind.KEY,
          "the answer is not valid HTTP; if that port speaks TLS, use https in the URL ("
              + cause.getClass().getSimpleName()
              + ")",
          null);
    }
    return passing(kind(cause), FailureTexts.of(cause), cause);
  }

  /**
   * Returns whether a request failed because the limit on concurrent requests was reached. Returns
   * false if the reason is that the connection is about to end.
   */
  static boolean isFull(Failed result) {
    return result.kind() == Kind.PUSHED_BACK && FULL.stream().anyMatch(result.text()::contains);
  }

  /**
   * Returns whether the failure says that the HTTP client itself has ended. No further request of
   * that client can succeed.
   */
  static boolean isClientDead(@Nullable Throwable failure) {
    return failure != null
        && FailureTexts.any(failure, e -> String.valueOf(e.getMessage()).contains(CLIENT_DEAD));
  }

  private static Failed passing(Kind kind, String text, @Nullable Throwable cause) {
    return Failed.passing(kind, text, Duration.ZERO, cause);
  }

  private static Kind kind(Throwable failure) {
    if (FailureTexts.any(failure, IoFailures::isPushedBack)) {
      return Kind.PUSHED_BACK;
    }
    return FailureTexts.any(failure, IoFailures::isUnreachable) ? Kind.UNREACHABLE : Kind.KEY;
  }

  private static boolean isPushedBack(Throwable failure) {
    String message = failure.getMessage();
    return message != null && PUSHED_BACK.stream().anyMatch(message::contains);
  }

  private static boolean isUnreachable(Throwable failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof UnresolvedAddressException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException
        || (failure instanceof SSLException && !isCutOff(failure));
  }

  /** Returns whether the connection was closed without a TLS close_notify during an exchange. */
  private static boolean isCutOff(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("close_notify");
  }

  private static boolean quotesTheWire(Throwable failure) {
    return failure instanceof ProtocolException || failure instanceof NumberFormatException;
  }
}
