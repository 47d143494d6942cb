package io.jitpeers.examples.common;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A token that requests must show (RFC 6750). Immutable and thread-safe. */
public final class BearerToken {
  private final byte[] authorization;

  /**
   * Wraps a token.
   *
   * @param token a secret, of visible ASCII characters
   */
  public BearerToken(String token) {
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a request shows it. That takes as long for every wrong token, so that none is
   * guessed byte by byte.
   *
   * @param exchange a request whose header was read
   * @return false if it shows another one, or none
   */
  public boolean isShownBy(HttpExchange exchange) {
    @Nullable String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing of the token. */
  @Override
  public String toString() {
    return "BearerToken[redacted]";
  }
}
