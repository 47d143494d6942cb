package io.jitpeers.examples.gateway.init;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The answers to the questions of {@code gateway init}. Immutable and thread-safe.
 *
 * @param interfaceName the name of the WireGuard interface
 * @param controlPlane the control plane's URL
 * @param tokenFile the file with the bearer token for the control plane, or {@code none}
 */
record Answers(String interfaceName, String controlPlane, String tokenFile) {
  /** The answer that there is no token file. */
  static final String NONE = "none";

  /**
   * Matches interface names that the kernel accepts. Names with characters that have a special
   * meaning in a settings file are excluded.
   */
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.=+@-]{1,15}");

  /** Returns why a text is not the name of an interface; empty if it is one. */
  static Optional<String> wrongInterface(String text) {
    return INTERFACE.matcher(text).matches() && !text.equals(".") && !text.equals("..")
        ? Optional.empty()
        : Optional.of("an interface's name has 1 to 15 letters, digits, or any of _.=+@-");
  }

  /** Returns why a text is not the URL of a control plane; empty if it is one. */
  static Optional<String> wrongControlPlane(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // The exception's message is omitted, because it quotes the text, which may contain a
      // password.
      return Optional.of("this is not a URL such as http://127.0.0.1:8080");
    }
    return Optional.of("a control plane's URL is such as http://127.0.0.1:8080, without a user");
  }

  /**
   * Returns why a text does not name a token file; empty if the text names one or is {@code none}.
   */
  static Optional<String> wrongTokenFile(String text) {
    return text.equals(NONE) || (text.startsWith("/") && !text.matches(".*[\\s%\\\\\"':].*"))
        ? Optional.empty()
        : Optional.of(
            "a token's file is an absolute path without blanks, quotes, colons and percent signs,"
                + " or \"none\"");
  }

  boolean hasToken() {
    return !tokenFile.equals(NONE);
  }
}
