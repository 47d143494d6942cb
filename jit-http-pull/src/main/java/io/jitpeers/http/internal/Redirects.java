package io.jitpeers.http.internal;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the target of a redirect. The target must have the same origin (RFC 6454 section 5) as the
 * redirected request.
 */
final class Redirects {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  static boolean isRedirect(int status) {
    return STATUSES.contains(status);
  }

  /**
   * Returns the target of a redirect.
   *
   * @throws LookupException if the redirect must not be followed
   */
  static URI target(Response response, int redirectsSoFar, int maxRedirects)
      throws LookupException {
    URI target =
        response
            .headers()
            .firstValue("Location")
            .flatMap(location -> resolve(response.uri(), location))
            .orElseThrow(() -> refusal(response, " without a Location that can be followed"));
    if (!origin(target).equals(origin(response.uri()))) {
      // Only the origin is shown, because the rest of the target can contain secrets.
      throw refusal(
          response,
          ", a redirect to another origin, "
              + origin(target)
              + "; set the base URL to where lookups are answered");
    }
    if (redirectsSoFar >= maxRedirects) {
      throw refusal(
          response,
          " after "
              + redirectsSoFar
              + " redirects, which are as many as permitted; set the base URL to where they lead, or"
              + " raise max-redirects");
    }
    return target;
  }

  private static LookupException refusal(Response response, String why) {
    return new LookupException(Reason.REJECTED, "answered " + response.statusCode() + why);
  }

  private static Optional<URI> resolve(URI from, String location) {
    try {
      URI target = from.resolve(new URI(location.strip()));
      if (target.getHost() == null || target.getRawUserInfo() != null) {
        return Optional.empty();
      }
      String text = target.toString();
      int fragment = text.indexOf('#');
      return Optional.of(fragment < 0 ? target : new URI(text.substring(0, fragment)));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns the scheme, host and port of a URI. The port is included even if it is the default. */
  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
