package io.jitpeers.http.internal;

import io.jitpeers.http.KeyEncoding;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes requests. Thread-safe if the token supplier is. */
public final class RequestFactory {
  // RFC 6750 section 2.1, the b64token.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final HttpRequest template;
  private final KeyEncoding keyEncoding;
  private final @Nullable Supplier<String> bearerToken;

  /**
   * Creates a factory.
   *
   * @param template a request for the base URI, with the headers that every request has
   */
  public RequestFactory(
      HttpRequest template, KeyEncoding keyEncoding, @Nullable Supplier<String> bearerToken) {
    this.template = template;
    this.keyEncoding = keyEncoding;
    this.bearerToken = bearerToken;
  }

  URI uri(PublicKey key) {
    return URI.create(template.uri() + "/peer/" + keyEncoding.encode(key));
  }

  /**
   * The deadline is not set here: on JDK 17 to 25 the request's own timeout ends at the headers.
   */
  HttpRequest get(URI uri, Optional<String> entityTag) throws LookupException {
    HttpRequest.Builder request = withCredentials(uri);
    entityTag.ifPresent(tag -> request.setHeader("If-None-Match", tag));
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
   */
  HttpRequest changes(URI uri, String lastId) throws LookupException {
    HttpRequest.Builder request =
        withCredentials(uri)
            .setHeader("Accept", "text/event-stream")
            .setHeader("Accept-Encoding", "identity")
            .setHeader("Cache-Control", "no-store");
    if (!lastId.isEmpty()) {
      request.setHeader("Last-Event-ID", lastId);
    }
    return request.build();
  }

  private HttpRequest.Builder withCredentials(URI uri) throws LookupException {
    HttpRequest.Builder request = HttpRequest.newBuilder(template, (name, value) -> true).uri(uri);
    if (bearerToken != null) {
      request.setHeader("Authorization", "Bearer " + currentToken(bearerToken));
    }
    return request;
  }

  private static String currentToken(Supplier<String> supplier) throws LookupException {
    String token;
    try {
      token = supplier.get();
    } catch (RuntimeException e) {
      throw new LookupException(Reason.UNAVAILABLE, "the bearer token supplier failed", e);
    }
    if (token == null || !TOKEN.matcher(token).matches()) {
      throw new LookupException(
          Reason.UNAVAILABLE,
          "the bearer token supplier gave no token, or one with characters that RFC 6750 does not"
              + " permit");
    }
    return token;
  }
}
