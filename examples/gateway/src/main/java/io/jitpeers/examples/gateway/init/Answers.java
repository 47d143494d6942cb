package io.jitpeers.examples.gateway.init;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a gateway has to know. Immutable and thread-safe.
 *
 * @param interfaceName the WireGuard interface
 * @param controlPlane the control plane's URL
 * @param tokenFile the file with its bearer token, or {@code none}
 */
record Answers(String interfaceName, String controlPlane, String tokenFile) {
  /** Instead of a token file. */
  static final String NONE = "none";

  /** As the kernel has it, without characters that a settings file gives a meaning. */
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.=+@-]{1,15}");

  /** Returns why a text is no interface's name, or empty. */
  static Optional<String> wrongInterface(String text) {
    return INTERFACE.matcher(text).matches() && !text.equals(".") && !text.equals("..")
        ? Optional.empty()
        : Optional.of("an interface's name has 1 to 15 letters, digits, or any of _.=+@-");
  }

  /** Returns why a text is no URL of a control plane, or empty. */
  static Optional<String> wrongControlPlane(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.empty();
      }
    } catch (URISyntaxException e) {
      // The reason quotes the text, which may hold a password.
      return Optional.of("this is not a URL such as http://127.0.0.1:8080");
    }
    return Optional.of("a control plane's URL is such as http://127.0.0.1:8080, without a user");
  }

  /** Returns why a text names no token file, or empty. */
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
