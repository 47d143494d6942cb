package io.jitpeers.micrometer;

import io.jitpeers.wireguard.PublicKey;
import java.util.regex.Pattern;

/**
 * Shortens public keys, as wireguard-go does in its log: the first four characters and the last
 * four that carry information. That tells peers apart and does not identify them to others.
 */
final class ShortKeys {
  private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=");
  private static final int SHOWN = 4;

  private ShortKeys() {}

  static String of(PublicKey key) {
    return shorten(key.toBase64());
  }

  /** Returns a text with every key in it shortened. */
  static String in(String text) {
    return KEY.matcher(text).replaceAll(match -> shorten(match.group()));
  }

  private static String shorten(String base64) {
    int end = base64.length() - 1;
    return base64.substring(0, SHOWN) + "…" + base64.substring(end - SHOWN, end);
  }
}
