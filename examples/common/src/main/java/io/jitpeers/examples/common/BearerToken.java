package io.jitpeers.examples.common;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A token that requests must show (RFC 6750). Immutable and thread-safe. */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  /**
   * Wraps a token.
   *
   * @param token a secret, of visible ASCII characters
   */
  public BearerToken(String token) {
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a request shows it. That takes as long for every wrong token, so that none is
   * guessed byte by byte.
   *
   * @param exchange a request whose header was read
   * @return false if it shows another one, or none
   */
  public boolean isShownBy(HttpExchange exchange) {
    return isShownBy(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  /** The same of the header's value; the scheme is compared without its case (RFC 9110, 11.1). */
  boolean isShownBy(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token,
            authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing of the token. */
  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }
}
