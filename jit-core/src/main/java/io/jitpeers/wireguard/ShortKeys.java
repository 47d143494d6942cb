package io.jitpeers.wireguard;

import java.util.regex.Pattern;

/**
 * Shortens public keys for pages, traces and logs that many people see. The short form has the
 * first four characters of the key and the last four before the padding, as in the log of
 * wireguard-go. A reader can distinguish peers and recognize a known key, but does not get a list
 * of the gateway's users. Thread-safe.
 */
public final class ShortKeys {
  /**
   * Matches 32 bytes as hex or as base64. The base64 may be plain, URL-safe without padding, or
   * percent-encoded. All three forms occur in URLs.
   */
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}="
              + "|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_=-])"
              + "|(?<![A-Za-z0-9])(?:[A-Za-z0-9]|%2[BFbf]){43}%3[Dd]"
              + "|(?<![A-Za-z0-9])[0-9A-Fa-f]{64}(?![A-Za-z0-9])");

  private static final Pattern PADDING = Pattern.compile("=$|%3[Dd]$");
  private static final int SHOWN = 4;

  private ShortKeys() {}

  /**
   * Returns a key in its short form.
   *
   * @param key the key
   * @return the short form, such as {@code AbCd…wxyz}
   */
  public static String of(PublicKey key) {
    return shorten(key.toBase64());
  }

  /**
   * Shortens every key in a text. Finds keys in hex, in base64, and in the forms in which a URL can
   * contain base64. Also shortens other values that have the form of a key.
   *
   * @param text a text, such as the reason of a refusal
   * @return the text with the short forms of the keys
   */
  public static String in(String text) {
    return KEY.matcher(text).replaceAll(match -> shorten(match.group()));
  }

  private static String shorten(String written) {
    String key = PADDING.matcher(written).replaceFirst("");
    return key.substring(0, SHOWN) + "…" + key.substring(key.length() - SHOWN);
  }
}
