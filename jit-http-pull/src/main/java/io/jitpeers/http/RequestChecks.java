package io.jitpeers.http;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks of what goes into requests. */
final class RequestChecks {
  private static final Logger log = LoggerFactory.getLogger(HttpPeerConfigSource.class);

  private static final Set<String> OUR_HEADERS = Set.of("accept", "if-none-match");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private RequestChecks() {}

  /** Returns the base without slashes at its end. */
  static URI base(URI base) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if (base.getRawUserInfo() != null) {
      // Said first and without the URI, which holds a password.
      throw new IllegalArgumentException(
          "the base URI must not hold credentials; use a bearer token or a header");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("the base URI must be http or https, not " + base);
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException("the base URI has no valid host: " + base);
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the base URI must have neither a query nor a fragment: " + withoutQuery(base));
    }
    return URI.create(base.toString().replaceFirst("/+$", ""));
  }

  private static String withoutQuery(URI base) {
    return base.toString().replaceFirst("[?#].*$", "");
  }

  /** Adds a header to a request, or refuses it without showing its value. */
  static void addHeader(HttpRequest.Builder request, String name, String value) {
    if (OUR_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the header " + name + " is set by the source itself");
    }
    try {
      request.header(name, value);
    } catch (IllegalArgumentException e) {
      // Its message shows the value.
      throw new IllegalArgumentException(
          "the header \""
              + name
              + "\" cannot be sent: its name is not permitted, or its value is malformed");
    }
  }

  static PeerConfigDecoder decoder(PeerConfigDecoder decoder) {
    addHeader(HttpRequest.newBuilder(), "Content-Type", decoder.mediaType());
    return decoder;
  }

  /** Refuses credentials of two kinds, and warns of a control plane that is asked in clear text. */
  static void credentials(HttpRequest template, boolean hasToken) {
    URI base = template.uri();
    boolean authorization = template.headers().firstValue("Authorization").isPresent();
    if (hasToken && authorization) {
      throw new IllegalArgumentException(
          "set either a bearer token or an Authorization header, not both");
    }
    boolean clearText = base.getScheme().equalsIgnoreCase("http");
    if (clearText && !LOOPBACK.contains(base.getHost().toLowerCase(Locale.ROOT))) {
      log.warn(
          "the control plane {} is asked in clear text: anyone on the way can read preshared keys{}"
              + " and forge configs; use https",
          base,
          hasToken || authorization ? " and credentials" : "");
    }
  }
}
