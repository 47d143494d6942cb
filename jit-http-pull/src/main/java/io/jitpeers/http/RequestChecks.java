package io.jitpeers.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks that the configured parts of requests are permitted. */
final class RequestChecks {
  private static final Logger log = LoggerFactory.getLogger(HttpPeerConfigSource.class);

  private static final Set<String> OUR_HEADERS =
      Set.of("accept", "accept-encoding", "if-none-match");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final int MAX_PORT = 65_535;
  private static final String FORM =
      "write it as https://host/path, optionally with a port after the host";

  // The token characters of RFC 9110 section 5.6.2. Any other text is not shown in messages,
  // because it may be part of a secret value.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

  private RequestChecks() {}

  /** Parses a base URI. Error messages never quote the text, which may contain a password. */
  static URI parseBase(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The cause is omitted because its message quotes the text too.
      throw new IllegalArgumentException(
          "it is not a valid URL, from character " + (e.getIndex() + 1) + " on; " + FORM);
    }
  }

  /** Returns the base URI without trailing slashes. Throws if it is not permitted as a base URI. */
  static URI base(URI base) {
    String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
    if (base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the base URI must not hold credentials; use a bearer token or a header");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("the base URI must be http or https; " + FORM);
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException("the base URI has no valid host; " + FORM);
    }
    if (base.getPort() == 0 || base.getPort() > MAX_PORT) {
      throw new IllegalArgumentException(
          "the base URI's port must be 1 to " + MAX_PORT + ", not " + base.getPort());
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the base URI must have neither a query nor a fragment; leave out what follows the ? or"
              + " #, and use a bearer token or a header for a secret");
    }
    return URI.create(base.toString().replaceFirst("/+$", ""));
  }

  /**
   * Adds a header to a request. Throws if the header is not permitted; the message omits its value.
   */
  static void addHeader(HttpRequest.Builder request, String name, String value) {
    if (OUR_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the header " + name + " is set by the source itself");
    }
    try {
      request.header(name, value);
    } catch (IllegalArgumentException e) {
      // The cause is omitted because its message shows the value.
      throw new IllegalArgumentException(
          "the header"
              + (NAME.matcher(name).matches() ? " \"" + name + "\"" : "")
              + " cannot be sent: its name is not permitted, or its value is malformed");
    }
  }

  static PeerConfigDecoder decoder(PeerConfigDecoder decoder) {
    addHeader(HttpRequest.newBuilder(), "Content-Type", decoder.mediaType());
    return decoder;
  }

  /**
   * Refuses a token combined with an {@code Authorization} header, and warns if credentials or
   * configs would travel in clear text.
   */
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
