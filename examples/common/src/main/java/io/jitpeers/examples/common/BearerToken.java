package io.jitpeers.examples.common;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The token that requests have to present (RFC 6750). Immutable and thread-safe. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  /**
   * Wraps a token.
   *
   * @param token a secret that consists of visible ASCII characters
   */
  public BearerToken(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a request presents this token. The comparison takes constant time, so that the
   * token cannot be guessed byte by byte.
   *
   * @param exchange a request whose header was read
   * @return false if the request presents a different token or no token
   */
  public boolean isShownBy(HttpExchange exchange) {
    return isShownBy(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  /**
   * Returns whether the value of an {@code Authorization} header presents this token; false if the
   * value is null. The scheme is case-insensitive (RFC 9110, 11.1).
   */
  boolean isShownBy(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token,
            authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a text without the token. */
  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }
}
