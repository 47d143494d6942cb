package io.jitpeers.http.internal;

import io.jitpeers.http.KeyEncoding;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Writes requests. Thread-safe if the token supplier is. */
public final class RequestFactory {
  private final HttpRequest template;
  private final KeyEncoding keyEncoding;
  private final Tokens tokens;

  /**
   * Creates a factory.
   *
   * @param template a request for the base URI, with the headers that every request has
   */
  public RequestFactory(HttpRequest template, KeyEncoding keyEncoding, Tokens tokens) {
    this.template = template;
    this.keyEncoding = keyEncoding;
    this.tokens = tokens;
  }

  /** Where the control plane is. */
  URI base() {
    return template.uri();
  }

  URI uri(PublicKey key) {
    return URI.create(template.uri() + "/peer/" + keyEncoding.encode(key));
  }

  /**
   * Asks for a peer. The deadline is not set here: on JDK 17 to 25 the request's own timeout ends
   * at the headers.
   *
   * @param uncached whether no cache on the way may answer it (RFC 9111 section 5.2.1.4)
   * @param http1 whether not to ask for HTTP/2
   */
  HttpRequest get(
      URI uri,
      Optional<String> entityTag,
      Optional<String> authorization,
      boolean uncached,
      boolean http1) {
    HttpRequest.Builder request = request(uri, authorization);
    if (uncached) {
      request.setHeader("Cache-Control", "no-cache");
    }
    entityTag.ifPresent(tag -> request.setHeader("If-None-Match", tag));
    if (http1) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    return request.build();
  }

  URI changesUri(String path) {
    return URI.create(template.uri() + "/" + path);
  }

  /**
   * A request for the stream of changes. A cache on the way must neither answer it nor let others
   * wait for its end.
   *
   * @param lastId the position to go on from; empty for none
   * @param http1 whether not to ask for HTTP/2
   */
  HttpRequest changes(URI uri, String lastId, Optional<String> authorization, boolean http1) {
    HttpRequest.Builder request =
        request(uri, authorization)
            .setHeader("Accept", "text/event-stream")
            .setHeader("Cache-Control", "no-store");
    if (http1) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    if (!lastId.isEmpty()) {
      request.setHeader("Last-Event-ID", lastId);
    }
    return request.build();
  }

  private HttpRequest.Builder request(URI uri, Optional<String> authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(template, (name, value) -> true)
            .uri(uri)
            // Without it a server may use any coding that it likes (RFC 9110 section 12.5.3).
            .setHeader("Accept-Encoding", "identity");
    authorization.ifPresent(value -> request.setHeader("Authorization", value));
    return request;
  }

  /**
   * What requests are authorized by, as it is now.
   *
   * @return completes with a header's value or none, or with a failure; to be left alone
   */
  CompletableFuture<Authorization> authorization(Executor workers) {
    return tokens
        .current(workers)
        .thenApply(RequestFactory::authorization)
        .exceptionally(RequestFactory::noAuthorization);
  }

  /**
   * What requests are authorized by, or why there is nothing to authorize them by.
   *
   * @param header a header's value; empty if none is needed
   * @param failure null unless there should be one and is not
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

  /** The reason, if its text is ours: another supplier's message may hold a token. */
  private static String tokenFailure(@Nullable Throwable cause) {
    if (cause instanceof SettingsException || cause instanceof Tokens.UnansweredException) {
      return ": " + cause.getMessage();
    }
    return cause == null ? "" : " with a " + cause.getClass().getSimpleName();
  }
}
