package io.jitpeers.examples.gateway.status;

import io.jitpeers.wireguard.PublicKey;
import java.util.regex.Pattern;

/**
 * Shortens public keys, as wireguard-go does in its log: the first four characters and the last
 * four before the padding. A viewer of the page can tell peers apart and find a known key, but does
 * not get a list of the gateway's users.
 */
final class ShortKeys {
  /** 32 bytes in base64, and in the forms of URLs: base64url, percent-encoded base64, hex. */
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}="
              + "|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_=-])"
              + "|(?<![A-Za-z0-9])(?:[A-Za-z0-9]|%2[BFbf]){43}%3[Dd]"
              + "|(?<![A-Za-z0-9])[0-9A-Fa-f]{64}(?![A-Za-z0-9])");

  private static final Pattern PADDING = Pattern.compile("=$|%3[Dd]$");
  private static final int SHOWN = 4;

  private ShortKeys() {}

  static String of(PublicKey key) {
    return shorten(key.toBase64());
  }

  /** Returns a text with every key in it shortened. */
  static String in(String text) {
    return KEY.matcher(text).replaceAll(match -> shorten(match.group()));
  }

  private static String shorten(String written) {
    String key = PADDING.matcher(written).replaceFirst("");
    return key.substring(0, SHOWN) + "…" + key.substring(key.length() - SHOWN);
  }
}
