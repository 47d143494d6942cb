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

/** Says what an I/O error was. */
final class IoFailures {
  /**
   * What the JDK's client says, which has no exceptions of their own for it, when a request was not
   * looked at: the server's limit on streams is reached, it sent GOAWAY, or it refused the stream
   * (RFC 9113 sections 5.1.2, 6.8 and 8.7).
   */
  private static final List<String> PUSHED_BACK =
      List.of(
          "too many concurrent streams",
          "Stream not processed",
          "GOAWAY received",
          "request not processed by peer");

  private static final List<String> FULL = PUSHED_BACK.subList(0, 2);

  /** What the JDK's client says once its selector's thread has ended, as by an Error. */
  private static final String CLIENT_DEAD = "selector manager closed";

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
      return passing(Kind.KEY, "the exchange ended without an answer", null);
    }
    if (FailureTexts.any(cause, IoFailures::quotesTheWire)) {
      // Such as an invalid status line. When an answer is longer than it says, what follows on the
      // connection is the rest of a body, and that can be a secret.
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
   * Whether a request was pushed back because there are too many, not because a connection ends.
   */
  static boolean isFull(Failed result) {
    return result.kind() == Kind.PUSHED_BACK && FULL.stream().anyMatch(result.text()::contains);
  }

  /** Whether the client itself has ended, so that no request of its will ever succeed. */
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

  /** A connection that was closed under an exchange, without TLS's own word for it. */
  private static boolean isCutOff(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("close_notify");
  }

  private static boolean quotesTheWire(Throwable failure) {
    return failure instanceof ProtocolException || failure instanceof NumberFormatException;
  }
}
