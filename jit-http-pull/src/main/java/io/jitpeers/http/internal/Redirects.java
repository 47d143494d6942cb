package io.jitpeers.http.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a redirect leads, and whether it stays with the same origin (RFC 6454 section 5). */
final class Redirects {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  static boolean isRedirect(int status) {
    return STATUSES.contains(status);
  }

  /** The target, or empty if there is none that can be understood. */
  static Optional<URI> target(Response response) {
    return response
        .headers()
        .firstValue("Location")
        .flatMap(location -> resolve(response.uri(), location));
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

  static boolean sameOrigin(URI one, URI other) {
    return origin(one).equals(origin(other));
  }

  /** Scheme, host and port; the port also if it is the default one. */
  static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }
}
