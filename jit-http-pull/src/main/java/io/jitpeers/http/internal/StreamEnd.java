package io.jitpeers.http.internal;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a stream of changes ended or did not begin.
 *
 * @param kind the kind of end, which determines the reaction
 * @param status the answer's status; 0 if there was no answer, or if the status does not matter
 * @param text what happened, without secrets
 * @param retryAfter how long the control plane asks the gateway to wait; zero if it did not say
 * @param cause the cause, or null
 */
record StreamEnd(
    Kind kind, int status, String text, Duration retryAfter, @Nullable Throwable cause) {
  private static final String MEDIA_TYPE = "text/event-stream";

  enum Kind {
    /** The connection broke, or the control plane cannot answer at the moment. */
    LOST,
    /** Nothing arrived within the heartbeat timeout. */
    SILENT,
    /** The control plane does not accept the credentials. */
    DENIED,
    /** The control plane has no such stream. */
    ABSENT
  }

  static StreamEnd lost(String text, @Nullable Throwable cause) {
    return new StreamEnd(Kind.LOST, 0, text, Duration.ZERO, cause);
  }

  static StreamEnd absent(String text) {
    return new StreamEnd(Kind.ABSENT, 0, text, Duration.ZERO, null);
  }

  static StreamEnd silent(Duration timeout) {
    return new StreamEnd(
        Kind.SILENT, 0, "nothing came for " + timeout.toMillis() + " ms", Duration.ZERO, null);
  }

  /** Interprets an answer that is neither a stream nor a redirect. */
  static StreamEnd answered(int status, HttpHeaders headers, Instant now) {
    String text = "answered " + status;
    Duration wait = Headers.retryAfter(headers, now).orElse(Duration.ZERO);
    return switch (status) {
      case 200 -> absent(text + notAStream(headers).orElse(""));
      case 401, 403 -> new StreamEnd(Kind.DENIED, status, text, wait, null);
      case 408, 429 -> new StreamEnd(Kind.LOST, status, text, wait, null);
      case 501 -> absent(text);
      default ->
          status >= 500 && status <= 599
              ? new StreamEnd(Kind.LOST, status, text, wait, null)
              : absent(text);
    };
  }

  /**
   * Returns why an answer with status 200 is not a readable event stream; empty if the answer is a
   * readable event stream.
   */
  static Optional<String> notAStream(HttpHeaders headers) {
    String type = mediaType(headers.firstValue("Content-Type").orElse(""));
    Optional<String> coding = Headers.coding(headers);
    if (!type.equals(MEDIA_TYPE)) {
      // The type is not quoted, because another server than the control plane may have sent the
      // answer.
      return Optional.of(" with a body that is not " + MEDIA_TYPE);
    }
    return coding.map(
        name -> " with the content coding " + name + " although only identity is accepted");
  }

  private static String mediaType(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
