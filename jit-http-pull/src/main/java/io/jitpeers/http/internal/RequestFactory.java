package io.jitpeers.http.internal;

import io.jitpeers.http.KeyEncoding;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Creates requests. Thread-safe if the token supplier is. */
public final class RequestFactory {
  private final HttpRequest template;
  private final KeyEncoding keyEncoding;
  private final Tokens tokens;
  private final TraceHeaders traceHeaders;

  /**
   * Creates a factory.
   *
   * @param template a request for the base URI, with the headers that all requests have
   */
  public RequestFactory(HttpRequest template, KeyEncoding keyEncoding, Tokens tokens) {
    this.template = template;
    this.keyEncoding = keyEncoding;
    this.tokens = tokens;
    this.traceHeaders = new TraceHeaders(template.headers());
  }

  /** Returns the control plane's base URI. */
  URI base() {
    return template.uri();
  }

  URI uri(PublicKey key) {
    return URI.create(template.uri() + "/peer/" + keyEncoding.encode(key));
  }

  /**
   * Creates a request for a peer. The deadline is not set as the request's timeout, because on JDK
   * 17 to 25 that timeout no longer applies once the headers have arrived.
   *
   * @param newerThan the position in the stream of changes that the answer must not precede. Caches
   *     on the way must not use answers that they stored before this position (RFC 9111 section
   *     5.2.1.4). An empty string demands an answer that was made for this request. An empty {@code
   *     Optional} permits any cached answer
   * @param traceContext the header fields of the lookup's trace; see {@link TraceHeaders}
   * @param http1 whether to use HTTP/1.1 without an upgrade
   */
  HttpRequest get(
      URI uri,
      Optional<String> entityTag,
      Optional<String> authorization,
      Optional<String> newerThan,
      Map<String, String> traceContext,
      boolean http1) {
    HttpRequest.Builder request = request(uri, authorization);
    newerThan.ifPresent(
        position -> {
          request.setHeader("Cache-Control", "no-cache");
          setPosition(request, position);
        });
    entityTag.ifPresent(tag -> request.setHeader("If-None-Match", tag));
    if (http1) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    traceHeaders.add(traceContext, request);
    return request.build();
  }

  URI changesUri(String path) {
    return URI.create(template.uri() + "/" + path);
  }

  /**
   * Creates a request for the stream of changes. Because of the request's headers, caches on the
   * way do not store the stream, and do not make other requests wait until the stream ends.
   *
   * @param lastId the position to continue from; empty for none
   * @param http1 whether to use HTTP/1.1 without an upgrade
   */
  HttpRequest changes(URI uri, String lastId, Optional<String> authorization, boolean http1) {
    HttpRequest.Builder request =
        request(uri, authorization)
            .setHeader("Accept", "text/event-stream")
            .setHeader("Cache-Control", "no-store");
    if (http1) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    setPosition(request, lastId);
    return request.build();
  }

  private static void setPosition(HttpRequest.Builder request, String position) {
    if (!position.isEmpty()) {
      request.setHeader("Last-Event-ID", position);
    }
  }

  private HttpRequest.Builder request(URI uri, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(template, (name, value) -> true)
            .uri(uri)
            // Without this header a server may use any content coding (RFC 9110 section 12.5.3).
            .setHeader("Accept-Encoding", "identity");
    authorization.ifPresent(value -> request.setHeader("Authorization", value));
    return request;
  }

  /**
   * Returns the current authorization.
   *
   * @return a future that completes with the authorization, or with the reason why there is none;
   *     shared, so callers must not cancel or complete it
   */
  CompletableFuture<Authorization> authorization(Executor workers) {
    return tokens
        .current(workers)
        .thenApply(RequestFactory::authorization)
        .exceptionally(RequestFactory::noAuthorization);
  }

  /**
   * The authorization of a request, or the reason why there is none.
   *
   * @param header the value of the {@code Authorization} header; empty if none is needed
   * @param failure why the required credentials could not be obtained, or null
   */
  record Authorization(Optional<String> header, @Nullable Failed failure) {
    @Override
    public String toString() {
      return "Authorization[" + (header.isPresent() ? "(redacted)" : "none") + "]";
    }
  }

  private static Authorization authorization(Optional<String> token) {
    return token.isEmpty() || Tokens.isToken(token.get())
        ? new Authorization(token.map(text -> "Bearer " + text), null)
        : new Authorization(
            Optional.empty(),
            Failed.ours(
                "the bearer token supplier gave no token, or one with characters that RFC 6750 does"
                    + " not permit; a token has letters, digits and -._~+/ only",
                null));
  }

  private static Authorization noAuthorization(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return new Authorization(
        Optional.empty(),
        Failed.ours("the bearer token supplier failed" + tokenFailure(cause), cause));
  }

  /**
   * Returns the message of an exception of this library. For any other exception, returns only the
   * name of its class, because the message may contain a token.
   */
  private static String tokenFailure(@Nullable Throwable cause) {
    if (cause instanceof SettingsException || cause instanceof Tokens.UnansweredException) {
      return ": " + cause.getMessage();
    }
    return cause == null ? "" : " with a " + cause.getClass().getSimpleName();
  }
}
