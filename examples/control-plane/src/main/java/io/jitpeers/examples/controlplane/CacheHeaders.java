package io.jitpeers.examples.controlplane;

/**
 * The {@code Cache-Control} headers of answers. Requests carry {@code Authorization}, so a shared
 * cache that follows RFC 9111 section 3.5 stores an answer only if the answer says {@code public}
 * or {@code s-maxage}. nginx ignores that rule. Therefore the answers say {@code private} if shared
 * caches must not store them.
 *
 * @param config the header of an answer with a config
 * @param absence the header of an answer that says that a peer does not exist
 * @param token the header of an answer that confirms a token
 */
record CacheHeaders(String config, String absence, String token) {
  /**
   * The time, in seconds, for which a shared cache accepts a token before it asks the server again.
   */
  private static final int TOKEN_MAX_AGE = 10;

  static CacheHeaders of(ServerOptions options) {
    String config = "max-age=" + options.maxAgeSeconds();
    String absence = "max-age=" + options.negativeMaxAgeSeconds();
    String onError = ", stale-if-error=" + options.staleIfErrorSeconds();
    SharedCaching shared = options.sharedCaching();
    if (shared == null) {
      return new CacheHeaders("private, " + config + onError, "private, " + absence, "no-store");
    }
    String meanwhile = ", stale-while-revalidate=" + shared.staleWhileRevalidateSeconds();
    return new CacheHeaders(
        "public, " + config + ", s-maxage=" + shared.maxAgeSeconds() + meanwhile + onError,
        "public, " + absence + onError,
        "public, max-age=" + TOKEN_MAX_AGE + meanwhile + onError);
  }
}
